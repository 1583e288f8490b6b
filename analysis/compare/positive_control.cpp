#include "analysis/compare/positive_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "analysis/compare/negative_control.h"
#include "analysis/compare/permuted_outcomes.h"
#include "analysis/read/stored_outcomes.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/clinical_task.h"
#include "core/error.h"
#include "core/rng.h"
#include "core/text.h"
#include "stats/rank_correlation.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

using study::RunKind;
using study::VideoInput;

// The one metric of a task that is judged.
const Column& judged_metric(const ClinicalTask& task) {
  static const std::map<RunKind, std::string> names = {{RunKind::kSfChange, "accuracy2"},
                                                       {RunKind::kSfRatio, "rmse_average"},
                                                       {RunKind::kReadmission, "accuracy"}};
  const auto& name = names.at(task.kind);
  return *std::find_if(task.metrics.begin(), task.metrics.end(),
                       [&](const Column& column) { return column.name == name; });
}

std::string metric_title(const ClinicalTask& task) {
  const auto& title = judged_metric(task).title;
  return task.kind == RunKind::kSfChange ? title + " over pairs of two days" : title;
}

void check_study(const StudyResults& results) {
  const auto& study = results.study();
  std::vector<std::string> missing;
  for (const auto& task : clinical_tasks())
    if (!study.has_task(study::run_kind_name(task.kind)))
      missing.push_back(fmt::format("task {}", study::run_kind_name(task.kind)));
  for (const auto* control : {"truth", "shuffled"})
    if (!study.has_control(control)) missing.push_back(fmt::format("control {}", control));
  if (!missing.empty())
    throw_error<UsageError>(
        "the study has no {}: the positive control is about all clinical tasks with true and with shuffled "
        "masks (jobs/studies/planted_clinical.ini)",
        join(missing, ", no "));
  const auto patients = count_test_patients(results.record());
  if (patients < kFewestControlPatients)
    throw_error<UsageError>("the study has {}: the positive control needs at least {}; set test_patients",
                            counted(patients, "test patient"), kFewestControlPatients);
}

// sonosweep-synth names its data "synthetic lung ultrasound (PRESET)"; a pack may have been given any other
// name.
std::string preset_warning(const sweep::StudyRecord& record) {
  const std::string preset = "planted_clinical", start = "synthetic lung ultrasound (";
  const auto& name = record.data_name;
  if (name.find(preset) != std::string::npos) return {};
  if (name.rfind(start, 0) == 0)
    throw_error<UsageError>(
        "the study's data are '{}': the positive control is about data whose outcomes the images tell, and "
        "its "
        "bars are those of sonosweep-synth --preset {}",
        name, preset);
  return fmt::format(
      "the data set is called '{}', which does not say that it is of sonosweep-synth --preset {}: the bars "
      "are "
      "those of that preset, and of other data a missed or a met one says nothing.",
      name, preset);
}

// None may be missing: what is left may be the good ones, and what has not run is no constant network. A
// segmenter that found no labels, and what follows from it, counts as run.
void check_whole(const StudyResults& results, const StoredOutcomes& stored) {
  std::vector<std::string> missing;
  for (const auto& run : results.runs())
    if (!has_result(run)) missing.push_back(run.spec.id());
  for (const auto& problem : stored.problems()) missing.push_back(problem);
  if (!missing.empty())
    throw_error<UsageError>(
        "{} of the study's {} runs have no result, or no predictions that can be read ({}): the positive "
        "control judges whole studies; start the study again",
        missing.size(), results.runs().size(), some_of(missing, "; "));
}

// Of every run of a control, in their order.
std::vector<StoredPredictions> whole(const StudyResults& results, const StoredOutcomes& stored,
                                     const ClinicalTask& task, VideoInput input) {
  const auto runs = results.runs_of(RunGroup::control(task.kind, input));
  const auto refuse = [](const std::string& whose) {
    throw_error<UsageError>(
        "{}: its predictions hold nothing to judge (no pair of two days): the positive control needs more "
        "test patients",
        whose);
  };
  // Where the test set rotates, only all groups together are whole.
  if (results.study().rotations() > 1) {
    if (stored.of(runs).empty())
      refuse(fmt::format("{} with {} masks", study::run_kind_name(task.kind),
                         input == VideoInput::kTruth ? "true" : "shuffled"));
  } else {
    for (const RunOutcome* run : runs)
      if (stored.of({run}).empty()) refuse(run->spec.id());
  }
  return stored.of(runs);
}

class Judge {
 public:
  Judge(const StudyResults& results, const PositiveControlOptions& options)
      : results_(results), options_(options), stored_(results) {
    check_whole(results_, stored_);
  }

  void look_at(const ClinicalTask& task) {
    const auto& metric = judged_metric(task);
    const std::string name = study::run_kind_name(task.kind);
    const auto true_ones = whole(results_, stored_, task, VideoInput::kTruth);
    const double truth = value_of(task, true_ones);
    const double shuffled = value_of(task, whole(results_, stored_, task, VideoInput::kShuffled));
    const auto title = metric_title(task);
    if (task.kind == RunKind::kSfRatio) {
      const auto runs = results_.runs_of(RunGroup::control(task.kind, VideoInput::kTruth));
      const double baseline = summarize_metric(runs, "baseline_" + metric.name, Undefined::kNoPart).mean;
      add({name, metric.name, title + ", true masks", truth, Bar::kAtMost, kMostOfTrainingMean * baseline,
           fmt::format("{} of the training mean's", kMostOfTrainingMean)});
    } else if (task.kind == RunKind::kSfChange) {
      add({name, metric.name, title + ", true masks", truth, Bar::kAtLeast, kLeastAccuracy2, ""});
    } else {
      report(name, metric.name, title + ", true masks", truth);
    }
    // That a ratio is predicted stands in its RMSE.
    const bool judges_p = task.kind != RunKind::kSfRatio;
    add({name, "p", "p of it among permuted outcomes", p_of(task, true_ones),
         judges_p ? Bar::kAtMost : Bar::kNone, kLargestP, ""});
    add({name, "shuffled", title + ", true masks against shuffled ones", truth,
         metric.better == Direction::kUp ? Bar::kAbove : Bar::kBelow, shuffled, "shuffled masks"});
    look_at_grayscale(task, name, title);
    look_at_thresholds(task, name, title);
    count_constant(task);
  }

  PositiveControl judgement() {
    add({"all", "constant", "networks of one answer for everybody, true masks or a threshold's",
         static_cast<double>(constant_.size()), Bar::kAtMost, 0, fmt::format("of {}", networks_)});
    if (!constant_.empty())
      control_.notes.push_back(
          fmt::format("One answer for everybody ({}): {}.", constant_.size(), some_of(constant_)));
    control_.rows.insert(control_.rows.end(), reported_.begin(), reported_.end());
    control_.permutations = options_.permutations;
    return std::move(control_);
  }

 private:
  void add(PositiveRow row) { (row.is_judged() ? control_.rows : reported_).push_back(std::move(row)); }
  void report(const std::string& task, const std::string& name, std::string title, double value) {
    PositiveRow row;
    row.task = task;
    row.name = name;
    row.title = std::move(title);
    row.value = value;
    reported_.push_back(std::move(row));
  }

  double value_of(const ClinicalTask& task, std::vector<StoredPredictions> units) const {
    if (units.empty()) return std::numeric_limits<double>::quiet_NaN();
    return scored(units, task.kind, stored_.outcomes()).at(judged_metric(task).name);
  }

  double p_of(const ClinicalTask& task, std::vector<StoredPredictions> units) const {
    std::vector<Order> orders;
    for (std::size_t k = 0; k < options_.permutations; ++k) {
      Rng rng(derive_seed(options_.seed, "positive control", k));
      orders.push_back(task.kind == RunKind::kReadmission
                           ? shuffled_order(stored_.outcomes().readmitted.size(), rng)
                           : patients_shuffled(stored_.outcomes(), true, rng));
    }
    return permutation_p(units, task, stored_.outcomes(), orders).at(judged_metric(task).name);
  }

  void look_at_grayscale(const ClinicalTask& task, const std::string& name, const std::string& title) {
    const auto units = stored_.of(results_.runs_of(RunGroup::control(task.kind, VideoInput::kGrayscale)));
    if (units.empty()) return;
    report(name, "grayscale", title + ", grayscale only", value_of(task, units));
    report(name, "grayscale_p", "p of it among permuted outcomes", p_of(task, units));
  }

  void look_at_thresholds(const ClinicalTask& task, const std::string& name, const std::string& title) {
    std::vector<double> ious, values;
    for (const auto& segmenter : study::segmenter_choices(results_.study()))
      for (const int threshold : results_.study().thresholds) {
        const auto of = [&](RunKind kind) {
          return results_.runs_of(RunGroup{kind, VideoInput::kMasks, threshold, segmenter, false});
        };
        const double iou = summarize_metric(of(RunKind::kSegmentation), "truth_iou", Undefined::kNoPart).mean;
        const double value = value_of(task, stored_.of(of(task.kind)));
        if (std::isnan(iou) || std::isnan(value)) continue;
        ious.push_back(iou);
        values.push_back(value);
      }
    report(name, "rank_correlation",
           fmt::format("rank correlation of IoU against truth with {} over {}", title,
                       counted(ious.size(), "threshold")),
           stats::rank_correlation(ious, values));
  }

  // Shuffled masks may well teach nothing, and then one answer is the best.
  void count_constant(const ClinicalTask& task) {
    for (const RunOutcome* run : results_.runs_of(task.kind)) {
      if (run->spec.input != VideoInput::kMasks && run->spec.input != VideoInput::kTruth) continue;
      if (!run->spread.is_known()) continue;
      ++networks_;
      if (run->spread.constant) constant_.push_back(run->spec.id());
    }
    for (auto& note : coverage_notes(results_.runs_of(task.kind))) control_.notes.push_back(std::move(note));
  }

  const StudyResults& results_;
  const PositiveControlOptions options_;
  const StoredOutcomes stored_;
  PositiveControl control_;
  std::vector<PositiveRow> reported_;
  std::vector<std::string> constant_;
  std::size_t networks_ = 0;
};

}  // namespace

bool PositiveRow::holds() const {
  switch (bar) {
    case Bar::kAtMost:
      return value <= limit;
    case Bar::kAtLeast:
      return value >= limit;
    case Bar::kBelow:
      return value < limit;
    case Bar::kAbove:
      return value > limit;
    case Bar::kNone:
      return true;
  }
  return false;
}

bool PositiveControl::holds() const {
  return std::all_of(rows.begin(), rows.end(), [](const PositiveRow& row) { return row.holds(); });
}

PositiveControl positive_control(const StudyResults& results, const PositiveControlOptions& options) {
  check_study(results);
  const auto warning = preset_warning(results.record());
  Judge judge(results, options);
  for (const auto& task : clinical_tasks()) judge.look_at(task);
  auto control = judge.judgement();
  if (!warning.empty()) {
    control.warnings.push_back(warning);
    control.notes.insert(control.notes.begin(), "Perhaps not judged by the right bars: " + warning);
  }
  return control;
}

}  // namespace sonosweep::analysis
