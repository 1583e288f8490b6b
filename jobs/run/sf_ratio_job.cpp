#include <set>
#include <utility>

#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "jobs/run/clinical_task.h"
#include "tasks/baselines.h"

namespace sonosweep::jobs {
namespace {

using Videos = std::vector<tasks::TaskVideo>;

nlohmann::ordered_json counts_of(const Videos& videos) {
  std::set<std::pair<std::string, int>> patient_days;
  for (const auto& video : videos) patient_days.emplace(video.patient, video.day);
  return {{"videos", videos.size()}, {"patient_days", patient_days.size()}};
}

std::size_t patients_of(const Videos& videos) {
  std::set<std::string> ids;
  for (const auto& video : videos) ids.insert(video.patient);
  return ids.size();
}

}  // namespace

TaskReport run_sf_ratio(const TaskRun& run) {
  const auto& index = run.context.pack.index();
  const auto train = tasks::videos_with_sf_ratio(index, run.sides.train),
             validation = tasks::videos_with_sf_ratio(index, run.sides.validation),
             test = tasks::videos_with_sf_ratio(index, run.sides.test);
  const train::SfRatioSets sets{train.videos, validation.videos, test.videos};
  tasks::check_no_shared_patient(sets.train, sets.validation, sets.test);
  log_info("{}: {} training, {} validation, {}", run.context.spec.id(), sets.train.size(),
           sets.validation.size(), counted(sets.test.size(), "test video"));
  say_empty_sides(run, "video with an S/F ratio", sets.validation.size(), sets.test.size());

  const auto outcome = train::train_sf_ratio(sets, run.clips, run.training, run.context.folder,
                                             [] { return stop_requested() != 0; });
  TaskReport report;
  report.loop = outcome.loop;
  report.test = tasks::sf_ratio_metrics(outcome.test);
  report.validation = tasks::sf_ratio_metrics(outcome.validation);
  report.spread = tasks::network_spread(outcome.validation, outcome.test);
  report.baseline = tasks::sf_ratio_baseline(sets.train, sets.test);
  report.counts = {{"train", counts_of(sets.train)},
                   {"validation", counts_of(sets.validation)},
                   {"test", counts_of(sets.test)}};
  report.patients = {{"train", patients_of(sets.train)},
                     {"validation", patients_of(sets.validation)},
                     {"test", patients_of(sets.test)}};
  for (const auto* side : {&train, &validation, &test}) append(report.left_out, side->left_out);
  if (!run.is_lr_choice()) tasks::write_predictions(run.context.predictions_file(), outcome.test);
  return report;
}

}  // namespace sonosweep::jobs
