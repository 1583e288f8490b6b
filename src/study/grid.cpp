#include "study/grid.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "study/choice_grid.h"

namespace sonosweep::study {
namespace {

constexpr RunKind kClinicalTasks[] = {RunKind::kSfChange, RunKind::kSfRatio, RunKind::kReadmission};

// What the runs of the study carry: the rotations, or -1 for a fixed test set.
std::vector<int> rotation_numbers(const Study& study) {
  if (study.outer_test != "rotate") return {-1};
  std::vector<int> numbers;
  for (int o = 0; o < study.rotations(); ++o) numbers.push_back(o);
  return numbers;
}

std::vector<int> fold_numbers(const Study& study) {
  std::vector<int> numbers;
  for (int k = 0; k < study.folds; ++k) numbers.push_back(k);
  return numbers;
}

// Fold segmenters serve clinical tasks only.
bool trains_fold_segmenters(const Study& study) {
  return study.has_fold_segmenters() && study.has_clinical_task();
}

// Appends the runs of one kind for every threshold, segmenter, seed, rotation and one of these folds.
void add_thresholds(std::vector<RunSpec>& runs, const Study& study, RunKind kind,
                    const std::vector<int>& folds) {
  RunSpec run;
  run.kind = kind;
  run.seed_in_id = study.seeds.size() > 1;
  run.axes_in_id = swept_axes(study);
  const auto segmenters = segmenter_choices(study);
  for (const int threshold : study.thresholds)
    for (const auto& segmenter : segmenters)
      for (const auto seed : study.seeds)
        for (const int rotation : rotation_numbers(study))
          for (const int fold : folds) {
            run.threshold = threshold;
            run.segmenter = segmenter;
            run.seed = seed;
            run.rotation = rotation;
            run.fold = fold;
            runs.push_back(run);
          }
}

// A control sees no segmenter's masks, so thresholds and segmenters do not touch it.
void add_controls(std::vector<RunSpec>& runs, const Study& study, RunKind task) {
  RunSpec run;
  run.kind = task;
  run.segmenter = segmenter_choices(study).front();
  run.seed_in_id = study.seeds.size() > 1;
  for (const auto& control : control_inputs()) {
    if (!study.has_control(control.name)) continue;
    run.input = control.input;
    for (const auto seed : study.seeds)
      for (const int rotation : rotation_numbers(study))
        for (const int fold : fold_numbers(study)) {
          run.seed = seed;
          run.rotation = rotation;
          run.fold = fold;
          runs.push_back(run);
        }
  }
}

// Where a clinical run's masks come from: the run of `kind` that serves this fold (-1 = the one for all
// folds).
std::string source_id(RunSpec run, RunKind kind, int fold) {
  run.kind = kind;
  run.fold = fold;
  return run.id();
}

}  // namespace

std::vector<RunSpec> all_runs(const Study& study) {
  const std::vector<int> one = {-1}, folds = fold_numbers(study);
  std::vector<int> segmenters = one;
  if (trains_fold_segmenters(study)) segmenters.insert(segmenters.end(), folds.begin(), folds.end());

  std::vector<RunSpec> runs;
  add_thresholds(runs, study, RunKind::kSegmentation, segmenters);
  if (!study.has_clinical_task()) return runs;
  add_thresholds(runs, study, RunKind::kCache, trains_fold_segmenters(study) ? folds : one);
  for (const auto task : kClinicalTasks)
    for (const int rotation : rotation_numbers(study)) {
      const auto choices = lr_choices_of(study, task, rotation);
      runs.insert(runs.end(), choices.begin(), choices.end());
    }
  for (const auto task : kClinicalTasks) {
    if (!study.has_task(run_kind_name(task))) continue;
    add_thresholds(runs, study, task, folds);
    add_controls(runs, study, task);
  }
  return runs;
}

RunSpec find_run(const Study& study, const std::string& run_id) {
  std::vector<std::string> ids;
  for (const auto& run : all_runs(study)) {
    if (run.id() == run_id) return run;
    ids.push_back(run.id());
  }
  throw_error<UsageError>("run '{}' is not in the study{}", run_id, did_you_mean(run_id, ids));
}

std::vector<std::string> needs_of(const Study& study, const RunSpec& run) {
  switch (run.kind) {
    case RunKind::kSegmentation:
      return {};
    case RunKind::kCache:
      return {segmenter_of(study, run)};
    default:
      break;
  }
  const bool is_choice = run.kind == RunKind::kLrChoice;
  const RunSpec as_task = is_choice ? stand_in_of(study, run) : run;
  std::vector<std::string> needs;
  for (const auto& cache : caches_of(study, as_task))
    if (!cache.empty()) needs.push_back(cache);
  if (as_task.kind == RunKind::kReadmission)
    if (const auto start = start_of(study, as_task); !start.empty()) needs.push_back(start);
  if (!is_choice)
    for (const auto& choice : lr_choices_of(study, run.kind, run.rotation)) needs.push_back(choice.id());
  return needs;
}

std::vector<std::string> caches_of(const Study& study, const RunSpec& run) {
  if (!is_clinical(run.kind)) throw_error<Error>("run '{}' reads no masks", run.id());
  if (run.input != VideoInput::kMasks) return {};
  if (!study.has_fold_segmenters()) return {source_id(run, RunKind::kCache, -1)};
  std::vector<std::string> caches;
  for (const int fold : fold_numbers(study)) {
    const bool wanted = study.segmenter_crossfit || fold == run.fold;
    caches.push_back(wanted ? source_id(run, RunKind::kCache, fold) : std::string());
  }
  return caches;
}

std::string segmenter_of(const Study&, const RunSpec& cache) {
  if (cache.kind != RunKind::kCache) throw_error<Error>("run '{}' is not a cache", cache.id());
  return source_id(cache, RunKind::kSegmentation, cache.fold);
}

std::string start_of(const Study& study, const RunSpec& readmission) {
  if (readmission.kind != RunKind::kReadmission)
    throw_error<Error>("run '{}' starts from no other run's weights", readmission.id());
  if (study.readmission.start != "sf_change") return {};
  RunSpec start = readmission;
  start.kind = RunKind::kSfChange;
  return start.id();
}

std::vector<RunSpec> lr_choices_of(const Study& study, RunKind task, int rotation) {
  const auto rotations = rotation_numbers(study);
  if (std::find(rotations.begin(), rotations.end(), rotation) == rotations.end())
    throw_error<Error>("the study has no rotation {} to choose a learning rate in", rotation);
  const auto& config = task_config(study, task);
  if (!config.lr_auto || !study.has_task(run_kind_name(task))) return {};
  RunSpec choice;
  choice.kind = RunKind::kLrChoice;
  choice.task = task;
  choice.segmenter = segmenter_choices(study).front();
  choice.seed = study.seeds.front();
  choice.rotation = rotation;
  const auto& thresholds = study.thresholds;
  const bool has_zero = std::find(thresholds.begin(), thresholds.end(), 0) != thresholds.end();
  choice.threshold = has_zero ? 0 : thresholds.front();
  std::vector<RunSpec> choices;
  for (const double lr : config.lr_candidates) {
    choice.lr = lr;
    choices.push_back(choice);
  }
  return choices;
}

RunSpec stand_in_of(const Study& study, const RunSpec& lr_choice) {
  if (lr_choice.kind != RunKind::kLrChoice)
    throw_error<Error>("run '{}' chooses no learning rate", lr_choice.id());
  RunSpec run = lr_choice;
  run.kind = lr_choice.task;
  run.seed_in_id = study.seeds.size() > 1;
  run.axes_in_id = swept_axes(study);
  run.fold = 0;
  run.lr = 0;
  return run;
}

bool keeps_weights(const Study& study, const RunSpec& run) {
  if (study.keep_weights != "needed") return true;
  switch (run.kind) {
    case RunKind::kSegmentation:
    case RunKind::kCache:  // has none
      return true;
    case RunKind::kSfChange:  // each has the readmission run that starts from it, controls too
      return study.has_task("readmission") && study.readmission.start == "sf_change";
    default:
      return false;
  }
}

int epochs_of(const Study& study, const RunSpec& run) {
  switch (run.kind) {
    case RunKind::kSegmentation:
      return study.segmentation.epochs;
    case RunKind::kCache:
      return 0;
    case RunKind::kLrChoice:
      return task_config(study, run.task).epochs;
    default:
      return task_config(study, run.kind).epochs;
  }
}

const TaskConfig& task_config(const Study& study, RunKind task) {
  switch (task) {
    case RunKind::kSfChange:
      return study.sf_change;
    case RunKind::kSfRatio:
      return study.sf_ratio;
    case RunKind::kReadmission:
      return study.readmission;
    default:
      throw_error<Error>("{} is not a clinical task", run_kind_name(task));
  }
}

}  // namespace sonosweep::study
