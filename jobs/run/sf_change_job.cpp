#include <set>

#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "jobs/run/clinical_task.h"
#include "tasks/baselines.h"
#include "tasks/pair_counts.h"

namespace sonosweep::jobs {
namespace {

using Pairs = std::vector<tasks::VideoPair>;

std::size_t patients_of(const std::vector<tasks::TaskVideo>& videos, const Pairs& pairs) {
  std::set<std::string> ids;
  for (const auto& pair : pairs)
    for (const auto row : {pair.first, pair.second}) ids.insert(videos[row].patient);
  return ids.size();
}

nlohmann::ordered_json patients_by_video(const std::vector<tasks::TaskVideo>& videos, const Pairs& pairs) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& pair : pairs)
    for (const auto row : {pair.first, pair.second}) json[videos[row].id] = videos[row].patient;
  return json;
}

}  // namespace

TaskReport run_sf_change(const TaskRun& run) {
  const auto& index = run.context.pack.index();
  const auto& config = run.context.setup.study.sf_change;
  const auto train = tasks::videos_with_sf_ratio(index, run.sides.train),
             validation = tasks::videos_with_sf_ratio(index, run.sides.validation),
             test = tasks::videos_with_sf_ratio(index, run.sides.test);
  const train::SfChangeSets sets{train.videos, validation.videos, test.videos};
  tasks::check_no_shared_patient(sets.train, sets.validation, sets.test);
  train::SfChangeOptions options{config.pair_batches == "shared", config.eval_pairs == "both"};
  options.train_pairs = tasks::parse_train_pairs(config.train_pairs);
  options.class_weights = tasks::parse_class_weights(config.class_weights);
  options.best_by = train::parse_best_by(config.best_by);
  const auto train_pairs = tasks::training_pairs(sets.train, options.train_pairs),
             validation_pairs = tasks::evaluation_pairs(sets.validation, options.both_orders),
             test_pairs = tasks::evaluation_pairs(sets.test, options.both_orders);
  log_info("{}: {} training, {} validation, {}", run.context.spec.id(), train_pairs.size(),
           validation_pairs.size(), counted(test_pairs.size(), "test pair"));
  say_empty_sides(run, "pair of videos of one patient and zone", validation_pairs.size(), test_pairs.size());
  const auto train_counts = tasks::count_pairs(sets.train, train_pairs),
             validation_counts = tasks::count_pairs(sets.validation, validation_pairs),
             test_counts = tasks::count_pairs(sets.test, test_pairs);
  if (options.best_by == train::BestBy::kLossOfDays && validation_counts.all() > 0 &&
      validation_counts.across_days() == 0)
    log_warning("{}: best_by = val_loss_days: no validation pair is of two days; the validation loss decides",
                run.context.spec.id());
  constexpr auto kSame = tasks::SfChange::kSame;
  if (const auto shares = tasks::same_shares_text(train_counts.share(kSame), validation_counts.share(kSame));
      !shares.empty())
    log_info("{}: {}; {}", run.context.spec.id(), shares, tasks::ties_text(validation_counts, test_counts));
  if (train_counts.all() > 0 &&
      train_counts.classes.at(static_cast<std::size_t>(kSame)) == train_counts.all())
    log_warning("{}: the S/F ratio is the same in all training pairs: there is one class to learn",
                run.context.spec.id());

  const auto outcome = train::train_sf_change(sets, run.clips, options, run.training, run.context.folder,
                                              [] { return stop_requested() != 0; });
  TaskReport report;
  report.loop = outcome.loop;
  report.test = tasks::sf_change_metrics(outcome.test);
  report.validation = tasks::sf_change_metrics(outcome.validation);
  report.spread = tasks::network_spread(outcome.validation, outcome.test);
  report.baseline = tasks::sf_change_baseline(
      {sets.train, tasks::evaluation_pairs(sets.train, options.both_orders)}, {sets.test, test_pairs});
  report.counts = {{"train", to_json(train_counts)},
                   {"validation", to_json(validation_counts)},
                   {"test", to_json(test_counts)}};
  report.patients = {{"train", patients_of(sets.train, train_pairs)},
                     {"validation", patients_of(sets.validation, validation_pairs)},
                     {"test", patients_of(sets.test, test_pairs)}};
  for (const auto* side : {&train, &validation, &test}) append(report.left_out, side->left_out);
  report.test_videos = patients_by_video(sets.test, test_pairs);
  report.passes_per_pair = outcome.passes_per_sample;
  if (!run.is_lr_choice()) tasks::write_predictions(run.context.predictions_file(), outcome.test);
  return report;
}

}  // namespace sonosweep::jobs
