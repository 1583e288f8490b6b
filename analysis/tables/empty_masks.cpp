#include "analysis/tables/empty_masks.h"

#include <algorithm>
#include <cmath>

#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "study/choice_grid.h"
#include "sweep/run_details.h"

namespace sonosweep::analysis {
namespace {

double number_of(const RunOutcome& cache, const char* name) {
  return number_at(cache, std::string("/") + sweep::kEmptyVideos + "/" + name);
}

double percent_of(const RunOutcome& cache) {
  return 100 * number_of(cache, "count") / number_of(cache, "of");
}

Runs caches_of(const StudyResults& results, RunGroup row) {
  if (row.input != study::VideoInput::kMasks) return {};
  row.kind = study::RunKind::kCache;
  return results.runs_of(row);
}

}  // namespace

double empty_masks_percent(const StudyResults& results, const RunGroup& row) {
  stats::RunningMean mean;
  for (const RunOutcome* cache : caches_of(results, row)) mean.add(percent_of(*cache));
  return mean.mean();
}

bool tells_empty_masks(const StudyResults& results) {
  const auto caches = results.runs_of(study::RunKind::kCache);
  return std::any_of(caches.begin(), caches.end(),
                     [](const RunOutcome* cache) { return !std::isnan(percent_of(*cache)); });
}

bool has_no_masks(const StudyResults& results, const RunGroup& row) {
  const auto caches = caches_of(results, row);
  return !caches.empty() && std::all_of(caches.begin(), caches.end(), [](const RunOutcome* cache) {
    return number_of(*cache, "count") == number_of(*cache, "of");  // NaN is not
  });
}

std::vector<std::string> rows_without_masks(const StudyResults& results, study::RunKind task) {
  const auto& study = results.study();
  std::vector<std::string> rows;
  for (const auto& segmenter : study::segmenter_choices(study))
    for (const int threshold : study.thresholds) {
      if (!has_no_masks(results, {task, study::VideoInput::kMasks, threshold, segmenter, false})) continue;
      rows.push_back(threshold_text(threshold));
      if (const auto text = segmenter_text(study, segmenter); !text.empty()) rows.back() += ", " + text;
    }
  return rows;
}

}  // namespace sonosweep::analysis
