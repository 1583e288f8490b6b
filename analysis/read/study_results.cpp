#include "analysis/read/study_results.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

RunGroup RunGroup::of(const study::RunSpec& run) {
  if (run.input != study::VideoInput::kMasks) return control(run.kind, run.input);
  const bool of_fold = run.kind == study::RunKind::kSegmentation && run.fold >= 0;
  return {run.kind, run.input, run.threshold, run.segmenter, of_fold};
}

bool operator<(const RunGroup& a, const RunGroup& b) {
  return std::tie(a.kind, a.input, a.threshold, a.segmenter, a.fold_segmenters) <
         std::tie(b.kind, b.input, b.threshold, b.segmenter, b.fold_segmenters);
}

StudyResults::StudyResults(sweep::StudyRecord record, study::Study study, std::vector<RunOutcome> runs,
                           sweep::StudyFolder folder)
    : record_(std::move(record)),
      study_(std::move(study)),
      runs_(std::move(runs)),
      folder_(std::move(folder)) {
  for (std::size_t i = 0; i < runs_.size(); ++i) groups_[RunGroup::of(runs_[i].spec)].push_back(i);
}

Runs StudyResults::runs_of(const RunGroup& group) const {
  Runs runs;
  if (const auto found = groups_.find(group); found != groups_.end())
    for (const std::size_t i : found->second) runs.push_back(&runs_[i]);
  return runs;
}

Runs StudyResults::runs_of(study::RunKind kind) const {
  Runs runs;
  for (const auto& run : runs_)
    if (run.spec.kind == kind) runs.push_back(&run);
  return runs;
}

Runs StudyResults::runs_of_thresholds(study::RunKind kind) const {
  Runs runs;
  for (const RunOutcome* run : runs_of(kind))
    if (run->spec.input == study::VideoInput::kMasks) runs.push_back(run);
  return runs;
}

StudyResults read_study_results(const sweep::StudyFolder& folder) {
  auto record = folder.read_record();
  auto study = study::study_from_json(record.study, folder.study_file().string());
  auto runs = read_outcomes(folder, study::all_runs(study));
  return {std::move(record), std::move(study), std::move(runs), folder};
}

std::size_t count_done(const Runs& runs) {
  return static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [](const RunOutcome* run) { return run->state == RunState::kDone; }));
}

stats::Summary summarize_metric(const Runs& runs, const std::string& metric, Undefined undefined) {
  std::vector<double> values;
  for (const RunOutcome* run : runs) {
    const auto found = run->metrics.find(metric);
    const bool done = run->state == RunState::kDone;
    const bool stated = done && found != run->metrics.end();
    if (stated && std::isnan(found->second) && undefined == Undefined::kNoPart) continue;
    values.push_back(stated ? found->second : std::numeric_limits<double>::quiet_NaN());
  }
  return stats::summarize(values);
}

}  // namespace sonosweep::analysis
