#include "analysis/verify/spread_faults.h"

#include <fmt/format.h>

#include <cmath>

namespace sonosweep::analysis {
namespace {

// "12 predictions, 0.0031 (constant)".
std::string spread_text(const tasks::PredictionSpread& spread) {
  return fmt::format("{} predictions, {}{}", spread.rows,
                     spread.is_defined() ? fmt::format("{:.4g}", spread.value) : "not defined",
                     spread.constant    ? " (constant)"
                     : spread.one_class ? " (one class)"
                                        : "");
}

// Whether it is constant on validation and test samples together must follow from its value, and from what
// the test samples are by themselves.
std::string decision_fault(const tasks::NetworkSpread& said, study::RunKind kind) {
  for (const auto* side : {&said.all, &said.validation}) {
    const double least =
        kind == study::RunKind::kSfRatio ? tasks::kLeastSdRatio : tasks::kLeastProbabilityRange;
    if (side->constant != (side->is_defined() && side->value < least))
      return fmt::format("calls its network {}constant, against its own number ({})",
                         side->constant ? "" : "not ", spread_text(*side));
  }
  // A part cannot have a wider range than the whole.
  const bool is_range = kind != study::RunKind::kSfRatio;
  for (const auto* side : {&said.validation, &said.test})
    if (is_range && side->is_defined() && side->value > said.all.value)
      return fmt::format("its probabilities range further on one side ({}) than on both ({})",
                         spread_text(*side), spread_text(said.all));
  return {};
}

}  // namespace

std::string spread_fault(const tasks::NetworkSpread& said, const tasks::PredictionSpread& test,
                         study::RunKind kind) {
  const auto& there = said.test;
  const bool same_value =
      there.is_defined() == test.is_defined() &&
      (!test.is_defined() || std::abs(there.value - test.value) <= 1e-6 * (1 + test.value));
  if (there.rows != test.rows || !same_value || there.constant != test.constant ||
      there.one_class != test.one_class)
    return fmt::format("says of its test samples: {}; predictions.csv shows: {}", spread_text(there),
                       spread_text(test));
  if (said.all.rows != said.validation.rows + said.test.rows)
    return fmt::format("counts {} validation and {} test predictions as {}", said.validation.rows,
                       said.test.rows, said.all.rows);
  return decision_fault(said, kind);
}

}  // namespace sonosweep::analysis
