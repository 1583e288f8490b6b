#include "jobs/plan/kind_hours.h"

#include <iterator>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "study/grid.h"

namespace sonosweep::jobs {
namespace {

constexpr double kMostHours = 1e6;

double hours_of(const KindHours& hours, study::RunKind kind) {
  switch (kind) {
    case study::RunKind::kSegmentation:
      return hours.segmentation;
    case study::RunKind::kCache:
      return hours.cache;
    case study::RunKind::kSfChange:
      return hours.sf_change;
    case study::RunKind::kSfRatio:
      return hours.sf_ratio;
    default:
      return hours.readmission;
  }
}

}  // namespace

KindHours parse_kind_hours(const std::string& text) {
  KindHours hours;
  double* const values[] = {&hours.segmentation, &hours.cache, &hours.sf_change, &hours.sf_ratio,
                            &hours.readmission};
  const auto words = split_list(text);
  if (words.size() != std::size(values))
    throw_error<UsageError>(
        "--hours {}: {} numbers instead of 5: hours of a segmentation, a cache, an sf_change, an sf_ratio "
        "and "
        "a readmission run, as in 5,0.1,1.5,0.25,0.0833",
        text, words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto number = parse_number(words[i]);
    if (!number || !(*number > 0) || *number > kMostHours)
      throw_error<UsageError>("--hours {}: '{}' is no number above 0 and up to {:.0f}", text, words[i],
                              kMostHours);
    *values[i] = *number;
  }
  return hours;
}

RunCosts hour_costs(const study::Study& study, const KindHours& hours) {
  RunCosts out;
  out.unit = out.short_unit = "hours";
  out.is_expected = true;
  for (const auto& run : study::all_runs(study))
    out.costs.push_back(hours_of(hours, run.kind == study::RunKind::kLrChoice ? run.task : run.kind));
  return out;
}

}  // namespace sonosweep::jobs
