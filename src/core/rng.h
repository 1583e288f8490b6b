// Random numbers that are the same on every platform: a standard engine with our own distributions
// (the standard library's distributions differ between implementations).
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

namespace sonosweep {

// A seed for one purpose, derived from a base seed and a label: derive_seed(7, "split"),
// derive_seed(7, "segmentation/t060", epoch). Distinct labels or indices give unrelated streams.
std::uint64_t derive_seed(std::uint64_t base, std::string_view label, std::uint64_t index = 0);

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : engine_(seed) {}

  // Uniform in [0, 1), 53 bits.
  double uniform();
  // Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  // Standard normal (Box-Muller).
  double normal();
  double normal(double mean, double sd) { return mean + sd * normal(); }
  // Uniform integer in [0, n), n > 0, without modulo bias.
  std::uint64_t below(std::uint64_t n);
  // True with probability p.
  bool chance(double p) { return uniform() < p; }

  // Fisher-Yates.
  template <typename T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace sonosweep
