#include <map>

#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "jobs/run/clinical_task.h"
#include "tasks/baselines.h"

namespace sonosweep::jobs {
namespace {

struct Counts {
  std::size_t readmitted = 0, not_readmitted = 0, views = 0;
  std::size_t patients() const { return readmitted + not_readmitted; }
  nlohmann::ordered_json json() const {
    return {{"readmitted", readmitted}, {"not_readmitted", not_readmitted}, {"views", views}};
  }
};

Counts counts_of(const tasks::ReadmissionSamples& samples) {
  std::map<std::string, int> labels;
  for (const auto& view : samples.views) labels[view.patient] = view.label;
  Counts counts;
  counts.views = samples.views.size();
  for (const auto& [patient, label] : labels) ++(label == 1 ? counts.readmitted : counts.not_readmitted);
  return counts;
}

}  // namespace

TaskReport run_readmission(const TaskRun& run) {
  const auto& index = run.context.pack.index();
  const auto days = tasks::parse_readmission_days(run.context.setup.study.readmission.days);
  const train::ReadmissionSets sets{tasks::readmission_samples(index, run.sides.train, days),
                                    tasks::readmission_samples(index, run.sides.validation, days),
                                    tasks::readmission_samples(index, run.sides.test, days)};
  tasks::check_no_shared_patient(sets.train.videos, sets.validation.videos, sets.test.videos);
  const auto train = counts_of(sets.train), validation = counts_of(sets.validation),
             test = counts_of(sets.test);
  log_info("{}: {} training, {} validation, {} ({}, {}, {})", run.context.spec.id(), train.patients(),
           validation.patients(), counted(test.patients(), "test patient"), train.views, validation.views,
           counted(test.views, "view"));
  say_empty_sides(run, "patient of known outcome with a view on both days", validation.views, test.views);
  if (train.patients() > 0 && (train.readmitted == 0 || train.not_readmitted == 0))
    log_warning("{}: {} of the training patients were readmitted: there is one class to learn",
                run.context.spec.id(), train.readmitted == 0 ? "none" : "all");

  const auto outcome = train::train_readmission(sets, run.clips, run.start, run.training, run.context.folder,
                                                [] { return stop_requested() != 0; });
  TaskReport report;
  report.loop = outcome.loop;
  report.test = tasks::readmission_metrics(outcome.test);
  report.validation = tasks::readmission_metrics(outcome.validation);
  report.spread = tasks::network_spread(outcome.validation, outcome.test);
  report.baseline = tasks::readmission_baseline(sets.train.views, sets.test.views);
  report.counts = {{"train", train.json()}, {"validation", validation.json()}, {"test", test.json()}};
  report.patients = {
      {"train", train.patients()}, {"validation", validation.patients()}, {"test", test.patients()}};
  for (const auto* side : {&sets.train, &sets.validation, &sets.test})
    append(report.left_out, side->left_out);
  if (!run.is_lr_choice()) tasks::write_predictions(run.context.predictions_file(), outcome.test);
  return report;
}

}  // namespace sonosweep::jobs
