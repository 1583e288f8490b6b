#include "jobs/run/clinical_job.h"

#include <limits>

#include "core/error.h"
#include "core/log.h"
#include "farm/results/provenance.h"
#include "jobs/run/clinical_task.h"
#include "jobs/run/clip_input.h"
#include "jobs/run/learning_rate.h"
#include "jobs/run/placement.h"
#include "jobs/run/run_folder.h"
#include "jobs/run/run_identity.h"
#include "study/grid.h"
#include "sweep/run_details.h"
#include "tasks/spread_json.h"

namespace sonosweep::jobs {
namespace {

using Inputs = std::map<std::string, std::string>;

// Thresholds and inputs share the random numbers of their fold: differences between them are not differences
// between draws.
std::string stream_of(const study::RunSpec& task) {
  std::string text = study::run_kind_name(task.kind);
  if (task.rotation >= 0) text += fmt::format("/test{}", task.rotation);
  return text + fmt::format("/fold{}", task.fold);
}

train::VideoTraining training_of(const RunContext& context, const study::RunSpec& task, double lr,
                                 const std::string& identity) {
  const auto& study = context.setup.study;
  const auto& config = study::task_config(study, task.kind);
  train::VideoTraining out;
  out.model.tsm.frames = study.video.frames;
  out.model.tsm.shift = nn::parse_shift(study.video.shift);
  out.model.tsm.shift_div = study.video.shift_div;
  out.model.tsm.dropout = study.video.dropout;
  placement_of(study, Network::kVideo).apply(out.model);
  out.loop.epochs = config.epochs;
  out.loop.lr = lr;
  out.loop.schedule = train::Schedule::kCosineRestarts;
  out.loop.checkpoint_every = config.checkpoint_every;
  out.loop.batch_norm = train::parse_batch_norm(study.video.batch_norm);
  out.loop.identity = identity;
  out.batch_norm_samples = study.video.batch_norm_samples;
  out.batch = config.batch;
  out.seed = task.seed;
  out.stream = stream_of(task);
  return out;
}

// The weights a readmission run starts from, and their digest among the inputs.
std::optional<std::filesystem::path> start_weights(const RunContext& context, const study::RunSpec& task,
                                                   Inputs& inputs) {
  if (task.kind != study::RunKind::kReadmission) return std::nullopt;
  const auto start = study::start_of(context.setup.study, task);
  if (start.empty()) return std::nullopt;
  const auto path = context.results.best_file(start);
  const auto again = fmt::format("remove the folder's result.json and run {} again", start);
  if (!std::filesystem::exists(path))
    throw_error<UsageError>("{}: missing, and {} starts from it; {}", path.string(), context.spec.id(),
                            again);
  inputs[start] = file_digest(path);
  if (const auto made = farm::read_run_result(context.results.result_file(start));
      farm::output_of(made) != inputs[start])
    throw_error<DataError>("{}: not the weights that {} ended with; {}", path.string(), start, again);
  return path;
}

TaskReport perform(study::RunKind task, const TaskRun& run) {
  switch (task) {
    case study::RunKind::kSfChange:
      return run_sf_change(run);
    case study::RunKind::kSfRatio:
      return run_sf_ratio(run);
    case study::RunKind::kReadmission:
      return run_readmission(run);
    default:
      throw_error<Error>("{}: not a clinical task", run.context.spec.id());
  }
}

void add_metrics(farm::RunResult& result, const std::string& prefix, const tasks::Metrics& metrics) {
  for (const auto& [name, value] : metrics) result.metrics[prefix + name] = value;
}

void describe_training(farm::RunResult& result, const study::RunSpec& task, const TaskRun& run,
                       const TaskReport& report) {
  sweep::describe_run(result, task);
  auto& details = result.details;
  details["input"] = study::video_input_name(task.input);
  details["lr"] = run.training.loop.lr;
  details["best_epoch"] = report.loop.best_epoch;
  details["best_is_last"] = report.loop.best_is_last;
  details["continued_after_epoch"] = report.loop.epochs_continued_from;
  details["device"] = run.training.model.device.str();
}

}  // namespace

farm::RunResult run_clinical(const RunContext& context) {
  const auto& spec = context.spec;
  const auto& study = context.setup.study;
  const bool is_choice = spec.kind == study::RunKind::kLrChoice;
  const auto task = is_choice ? study::stand_in_of(study, spec) : spec;
  const auto& split = context.setup.record.split(task.rotation);
  study::check_split(split);
  auto sides = study::task_sides(split, task.fold);
  if (is_choice) sides.test.clear();

  const auto rate = is_choice ? LearningRate{spec.lr, {}, {}} : learning_rate(context);
  auto input = clip_input(context, task);
  Inputs inputs = input.caches;
  const auto start = start_weights(context, task, inputs);
  const auto identity = clinical_identity(context.setup, spec, task.kind, sides, rate.value, inputs);
  claim_run_folder(context.folder, spec.id(), identity);

  const TaskRun run{context, sides, input.clips, training_of(context, task, rate.value, identity), start};
  const auto report = perform(task.kind, run);

  farm::RunResult result;
  result.run_id = spec.id();
  result.done = true;
  result.metrics["val_loss"] = report.loop.best_val_loss.value_or(std::numeric_limits<double>::quiet_NaN());
  if (is_choice) {
    result.details["task"] = study::run_kind_name(task.kind);
  } else {
    add_metrics(result, "", report.test);
    add_metrics(result, "val_", report.validation);
    add_metrics(result, "baseline_", report.baseline);
  }
  describe_training(result, task, run, report);
  if (!is_choice) {
    if (!rate.evidence.is_null()) result.details["lr_choice"] = rate.evidence;
    result.details[sweep::kPredictions] = tasks::to_json(
        report.spread, task.kind == study::RunKind::kSfRatio ? tasks::kSdRatio : tasks::kProbabilityRange);
    result.details["counts"] = report.counts;
    result.details["patients"] = report.patients;
    result.details["left_out"] = report.left_out;
    if (!report.test_videos.is_null()) result.details["test_videos"] = report.test_videos;
    if (report.passes_per_pair) result.details["passes_per_pair"] = *report.passes_per_pair;
  }
  for (const auto& line : report.left_out) log_info("left out: {}", line);
  if (!is_choice) say_constant(run, report.spread);
  farm::set_output(result, file_digest(context.best_file()));
  inputs.insert(rate.inputs.begin(), rate.inputs.end());
  for (const auto& [id, digest] : inputs) farm::add_input(result, id, digest);
  return result;
}

}  // namespace sonosweep::jobs
