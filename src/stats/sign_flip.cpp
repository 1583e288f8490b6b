#include "stats/sign_flip.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <stdexcept>

#include "core/rng.h"

namespace sonosweep::stats {
namespace {

// The sums of all sign assignments, ascending: each further value merges the list moved down with the list
// moved up.
std::vector<double> signed_sums(const double* values, std::size_t count) {
  std::vector<double> sums = {0};
  for (std::size_t i = 0; i < count; ++i) {
    const double step = std::fabs(values[i]);
    std::vector<double> next(2 * sums.size());
    std::size_t low = 0, high = 0;
    for (auto& sum : next)
      sum = high == sums.size() || (low < sums.size() && sums[low] - step <= sums[high] + step)
                ? sums[low++] - step
                : sums[high++] + step;
    sums = std::move(next);
  }
  return sums;
}

// Share of all sign assignments whose sum is at least `limit` > 0, either way. Every sum is one of the first
// half plus one of the second; as the first grows, more of the second reach the limit.
double exact_share(const std::vector<double>& values, double limit) {
  const std::size_t half = values.size() / 2;
  const auto first = signed_sums(values.data(), half);
  const auto second = signed_sums(values.data() + half, values.size() - half);
  double hits = 0;
  std::size_t from = second.size();  // second[from..] reach the limit
  for (const double sum : first) {
    while (from > 0 && sum + second[from - 1] >= limit) --from;
    hits += static_cast<double>(second.size() - from);
  }
  return 2 * hits / (static_cast<double>(first.size()) * static_cast<double>(second.size()));
}

// Eight units at a time: the sums of their 256 sign assignments.
std::vector<std::array<double, 256>> byte_sums(const std::vector<double>& values) {
  std::vector<std::array<double, 256>> tables((values.size() + 7) / 8);
  for (std::size_t t = 0; t < tables.size(); ++t)
    for (std::size_t signs = 0; signs < 256; ++signs) {
      double sum = 0;
      for (std::size_t bit = 0; bit < 8 && 8 * t + bit < values.size(); ++bit)
        sum += (signs >> bit & 1U) != 0 ? -values[8 * t + bit] : values[8 * t + bit];
      tables[t][signs] = sum;
    }
  return tables;
}

double random_share(const std::vector<double>& values, double limit, const SignFlipOptions& options) {
  const auto tables = byte_sums(values);
  std::mt19937_64 engine(derive_seed(options.seed, "sign flip"));
  std::size_t hits = 0;
  for (std::size_t draw = 0; draw < options.draws; ++draw) {
    double sum = 0;
    std::uint64_t bits = 0;
    for (std::size_t t = 0; t < tables.size(); ++t) {
      bits = t % 8 == 0 ? engine() : bits >> 8U;
      sum += tables[t][bits & 255U];
    }
    hits += std::fabs(sum) >= limit ? 1 : 0;
  }
  return (1 + static_cast<double>(hits)) / (1 + static_cast<double>(options.draws));
}

}  // namespace

SignFlip sign_flip_test(const std::vector<double>& differences, const SignFlipOptions& options) {
  if (options.exact_up_to > 40 || options.draws == 0)
    throw std::invalid_argument("sign_flip_test: at most 40 units exactly, at least one draw");
  SignFlip out;
  out.n = differences.size();
  double sum = 0, size = 0;
  for (const double difference : differences) {
    if (!std::isfinite(difference)) throw std::invalid_argument("sign_flip_test: a difference is not finite");
    sum += difference;
    size += std::fabs(difference);
  }
  if (out.n == 0) return out;
  out.mean = sum / static_cast<double>(out.n);
  const auto [low, high] = std::minmax_element(differences.begin(), differences.end());
  out.exact = out.n <= options.exact_up_to;
  out.testable = *high - *low > 1e-12 * size;  // but for rounding
  if (!out.testable) return out;
  // Sums that are equal but for rounding count as equal.
  const double limit = std::fabs(sum) - 1e-12 * size;
  out.p = limit <= 0  ? 1
          : out.exact ? exact_share(differences, limit)
                      : random_share(differences, limit, options);
  return out;
}

}  // namespace sonosweep::stats
