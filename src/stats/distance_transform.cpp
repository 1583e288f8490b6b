#include "stats/distance_transform.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace sonosweep::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <typename Vector>
auto& at(Vector& values, int i) {
  return values[static_cast<std::size_t>(i)];
}

// One line: out[q] = min over p of (q - p)^2 + f[p], as the lower envelope of parabolas with vertices (p,
// f[p]).
class LineTransform {
 public:
  explicit LineTransform(int longest)
      : vertex_(static_cast<std::size_t>(longest)), start_(static_cast<std::size_t>(longest) + 1) {}

  void run(const std::vector<double>& f, int n, std::vector<double>& out) {
    int k = -1;  // rightmost parabola of the envelope; each is lowest from its start_ to the next one's
    for (int q = 0; q < n; ++q) {
      if (at(f, q) == kInfinity) continue;  // never lowest, and infinity - infinity is undefined
      double s = -kInfinity;
      while (k >= 0) {
        const int p = at(vertex_, k);
        s = ((at(f, q) + 1.0 * q * q) - (at(f, p) + 1.0 * p * p)) / (2.0 * q - 2.0 * p);
        if (s > at(start_, k)) break;
        --k;
      }
      ++k;
      at(vertex_, k) = q;
      at(start_, k) = k == 0 ? -kInfinity : s;
      at(start_, k + 1) = kInfinity;
    }
    if (k < 0) {
      std::fill(out.begin(), out.begin() + n, kInfinity);
      return;
    }
    int current = 0;
    for (int q = 0; q < n; ++q) {
      while (at(start_, current + 1) < q) ++current;
      const int p = at(vertex_, current);
      at(out, q) = 1.0 * (q - p) * (q - p) + at(f, p);
    }
  }

 private:
  std::vector<int> vertex_;
  std::vector<double> start_;
};

}  // namespace

std::vector<double> squared_distance_transform(const std::vector<std::uint8_t>& mask, int height, int width) {
  const auto h = static_cast<std::size_t>(height), w = static_cast<std::size_t>(width);
  std::vector<double> distance(h * w);
  std::transform(mask.begin(), mask.end(), distance.begin(),
                 [](std::uint8_t value) { return value != 0 ? 0.0 : kInfinity; });
  const int longest = std::max(height, width);
  LineTransform line(longest);
  std::vector<double> f(static_cast<std::size_t>(longest)), out(static_cast<std::size_t>(longest));
  for (std::size_t x = 0; x < w; ++x) {
    for (std::size_t y = 0; y < h; ++y) f[y] = distance[y * w + x];
    line.run(f, height, out);
    for (std::size_t y = 0; y < h; ++y) distance[y * w + x] = out[y];
  }
  for (std::size_t y = 0; y < h; ++y) {
    const auto row = distance.begin() + static_cast<std::ptrdiff_t>(y * w);
    std::copy_n(row, w, f.begin());
    line.run(f, width, out);
    std::copy_n(out.begin(), w, row);
  }
  return distance;
}

}  // namespace sonosweep::stats
