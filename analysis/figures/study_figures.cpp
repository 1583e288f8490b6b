#include "analysis/figures/study_figures.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "analysis/figures/calibration_figures.h"
#include "analysis/figures/frame_figures.h"
#include "analysis/figures/learning_curves.h"
#include "analysis/figures/schedule_figures.h"
#include "analysis/figures/threshold_figures.h"
#include "analysis/read/run_predictions.h"
#include "analysis/tables/clinical_task.h"
#include "analysis/tables/segmenter_text.h"
#include "core/error.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

void add(Figures& figures, const std::string& name, const std::string& title,
         const std::function<Figure()>& draw) {
  try {
    figures.shown.push_back(draw());
  } catch (const ChangedFile&) {
    throw;  // not to be drawn without, but not at all
  } catch (const std::exception& error) {
    figures.left_out.push_back({name, title, error.what()});
  }
}

std::string name_of(const ClinicalTask& task, const std::string& before, const std::string& behind) {
  return before + study::run_kind_name(task.kind) + behind;
}

void add_frame_figures(Figures& figures, const FigureInput& input) {
  constexpr std::pair<const char*, const char*> kAll[] = {
      {"labels_by_threshold", "Labels of one frame by threshold"},
      {"confidence", "Confidence of one frame"},
      {"predictions_by_threshold", "Predictions of one frame by threshold"}};
  const auto leave_out = [&](const std::string& reason) {
    for (const auto& [name, title] : kAll) figures.left_out.push_back({name, title, reason});
  };
  if (input.pack == nullptr) {
    leave_out("shows images; give the pack with --data PACK.h5");
    return;
  }
  try {
    const ExampleFrame frame = example_frame(input);
    add(figures, kAll[0].first, kAll[0].second, [&] { return label_figure(input, frame); });
    add(figures, kAll[1].first, kAll[1].second, [&] { return confidence_figure(input, frame); });
    add(figures, kAll[2].first, kAll[2].second, [&] { return prediction_figure(input, frame); });
  } catch (const std::exception& error) {
    leave_out(error.what());
  }
}

}  // namespace

study::SegmenterChoice shown_segmenter(const StudyResults& results) {
  return study::segmenter_choices(results.study()).front();
}

std::string shown_segmenter_note(const StudyResults& results) {
  const auto choices = study::segmenter_choices(results.study());
  if (choices.size() < 2) return {};
  return fmt::format(" Segmenters: {}, the study's first of {} ways to train them.",
                     segmenter_text(results.study(), choices.front()), choices.size());
}

Figures study_figures(const FigureInput& input) {
  Figures figures;
  const auto& study = input.results.study();
  add_frame_figures(figures, input);
  add(figures, "class_iou", "IoU of each class by threshold",
      [&] { return class_iou_figure(input.results); });
  add(figures, "segmentation_metrics", "Segmentation by threshold",
      [&] { return segmentation_metrics_figure(input.results); });
  if (study::segmenter_choices(study).size() > 1)
    add(figures, "ablation", "Ways to train the segmenters, by threshold",
        [&] { return ablation_figure(input.results); });
  for (const auto& task : clinical_tasks())
    if (study.has_task(study::run_kind_name(task.kind)))
      add(figures, name_of(task, "", "_metrics"), task.title + " by threshold",
          [&] { return task_metrics_figure(input.results, task); });
  for (const auto& task : clinical_tasks())
    if (study.has_task(study::run_kind_name(task.kind)))
      add(figures, name_of(task, "calibration_", ""), "Calibration of " + task.title,
          [&] { return calibration_figure(input, task); });
  add(figures, "learning_curves_segmentation", "Learning curves of segmentation",
      [&] { return learning_curves_figure(input, study::RunKind::kSegmentation, "segmentation"); });
  for (const auto& task : clinical_tasks())
    if (study.has_task(study::run_kind_name(task.kind)))
      add(figures, name_of(task, "learning_curves_", ""), "Learning curves of " + task.title,
          [&] { return learning_curves_figure(input, task.kind, task.title); });
  add(figures, "schedule", "Schedule as it ran", [&] { return schedule_figure(input); });
  add(figures, "time_by_kind", "Where the time went", [&] { return time_figure(input.results); });
  return figures;
}

}  // namespace sonosweep::analysis
