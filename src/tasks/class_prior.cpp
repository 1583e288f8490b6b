#include "tasks/class_prior.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sonosweep::tasks {
namespace {

using ByClass = std::array<double, 3>;

constexpr double kLeastPairs = 0.5;  // of a class without any, so that its logarithm exists

ByClass counts_of(const std::vector<VideoPair>& pairs) {
  const auto counts = count_classes(pairs);
  return {static_cast<double>(counts[0]), static_cast<double>(counts[1]), static_cast<double>(counts[2])};
}

// Each pair in either order with equal chance.
ByClass in_either_order(const ByClass& counts) {
  const double changed = (counts[0] + counts[2]) / 2;
  return {changed, counts[1], changed};
}

ByClass shares_of(ByClass counts) {
  double sum = 0;
  for (auto& count : counts) sum += count = count > 0 ? count : kLeastPairs;
  for (auto& count : counts) count /= sum;
  return counts;
}

}  // namespace

ClassWeights parse_class_weights(const std::string& text) {
  if (text == "none") return ClassWeights::kNone;
  if (text == "balanced") return ClassWeights::kBalanced;
  if (text == "own_prior") return ClassWeights::kOwnPrior;
  throw std::invalid_argument("class_weights = " + text);
}

ClassPrior class_prior(ClassWeights rule, const std::vector<VideoPair>& trained,
                       const std::vector<VideoPair>& own) {
  ClassPrior prior;
  if (rule == ClassWeights::kNone || trained.empty()) return prior;
  const auto counts = in_either_order(counts_of(trained));
  ByClass learnt = shares_of(counts);
  const auto of_own = counts_of(own);
  ByClass wanted = own.empty() ? learnt : shares_of(of_own);
  if (rule == ClassWeights::kBalanced) {
    const double all = counts[0] + counts[1] + counts[2];
    prior.weights.emplace();
    for (std::size_t c = 0; c < counts.size(); ++c)
      (*prior.weights)[c] = counts[c] > 0 ? all / (3 * counts[c]) : 0;
    learnt.fill(1.0 / 3);
  }
  // Half a pair of few own ones is a larger share than one of many trained ones: no reason to raise the
  // class.
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (of_own[c] == 0) wanted[c] = std::min(wanted[c], learnt[c]);
  prior.shift.emplace();
  for (std::size_t c = 0; c < counts.size(); ++c) (*prior.shift)[c] = std::log(wanted[c] / learnt[c]);
  return prior;
}

}  // namespace sonosweep::tasks
