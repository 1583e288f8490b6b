#include "analysis/tables/segmentation_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

constexpr auto kUp = Direction::kUp;
constexpr auto kDown = Direction::kDown;

RunGroup any_row(const StudyResults& results, bool fold_segmenters) {
  const auto& study = results.study();
  return {study::RunKind::kSegmentation, study::VideoInput::kMasks, study.thresholds.front(),
          study::segmenter_choices(study).front(), fold_segmenters};
}

// What the error bar is, and how much is behind it.
std::string spread_sentences(const StudyResults& results, bool fold_segmenters) {
  const auto row = any_row(results, fold_segmenters);
  const auto patients = test_patients_text(results.record());
  if (results.runs_of(row).size() < 2) return fmt::format("One run per cell, no error bar; {}.", patients);
  if (results.study().rotations() > 1)
    return fmt::format("{} Every patient tests in one group, {} a group.", spread_text(results, row),
                       patients);
  return fmt::format("{} The same {} in all.", spread_text(results, row), patients);
}

// What the numbers cannot show.
std::string limits_sentence(const StudyResults& results) {
  const auto few = too_few_text(count_test_patients(results.record()), results.study());
  return few.empty() ? "Differences between thresholds are tested in table1_comparisons." : few;
}

// One of the tables; `caption` goes before the sentences on spread, `note` before the one on missing runs.
Table build(const StudyResults& results, std::string name, std::string label, const std::string& caption,
            const std::string& note, std::vector<Column> metrics, bool fold_segmenters = false) {
  ThresholdTable wanted;
  wanted.fold_segmenters = fold_segmenters;
  wanted.name = std::move(name);
  wanted.label = std::move(label);
  wanted.caption =
      fmt::format("{} {} {}", caption, spread_sentences(results, fold_segmenters), limits_sentence(results));
  wanted.metrics = std::move(metrics);
  Table table = threshold_table(results, wanted);
  table.footnotes.insert(table.footnotes.begin(), note);
  for (auto& more : segmenter_notes(results.study())) table.footnotes.push_back(std::move(more));
  return table;
}

const char* const kMainNote =
    "IoU and WeightedCE have another target in every row (the labels at that row's threshold; "
    "WeightedCE also another background weight): they do not compare rows and carry no best "
    "mark. CE (unthresholded) and Trimap share their target.";

std::string bold_sentence(const StudyResults& results) {
  return fmt::format("Bold: best value of its column{}; descriptive, not selected.",
                     and_segmenter(results.study()));
}

Table main_table(const StudyResults& results) {
  const auto caption =
      fmt::format("Segmentation on the test images of {}, one model per confidence threshold. {}",
                  results.record().data_name, bold_sentence(results));
  return build(results, "table1_segmentation", "Table 1", caption, kMainNote,
               segmentation_columns(results.record().has_truth));
}

Table fold_table(const StudyResults& results) {
  const auto caption = fmt::format(
      "The segmenters that the clinical tasks of {} use, one per confidence threshold and fold, "
      "trained without that fold, on the test images. {}",
      results.record().data_name, bold_sentence(results));
  return build(results, "table1_fold_segmenters", "Table 1, segmenters of the folds", caption, kMainNote,
               segmentation_columns(results.record().has_truth), true);
}

Table class_table(const StudyResults& results) {
  std::vector<Column> columns;
  for (const auto& name : results.record().classes)
    columns.push_back(Column::metric("iou_class/" + name, name, kUp));
  if (results.record().has_truth)
    for (const auto& name : results.record().classes)
      columns.push_back(Column::metric("truth_iou_class/" + name, name + " (truth)", kUp));
  return build(results, "table1_per_class", "Table 1, per class",
               fmt::format("IoU of each class on the test images of {}, over the images where the class is "
                           "labelled or predicted.",
                           results.record().data_name),
               "The labels are those at the row's threshold, another target in every row: no best marks.",
               std::move(columns));
}

Table more_table(const StudyResults& results) {
  std::vector<Column> columns = {Column::metric("iou_micro", "IoU (pooled)", kUp),
                                 Column::metric("dice", "Dice", kUp),
                                 Column::metric("soft_dice", "Soft Dice", kUp),
                                 Column::metric("ece", "ECE", kDown),
                                 Column::metric("boundary_f1", "Boundary F1", kUp),
                                 Column::metric("hd95", "HD95 (px)", kDown),
                                 Column::metric("val_iou", "val. IoU", kUp),
                                 Column::metric("val_weighted_ce", "val. WeightedCE", kDown),
                                 Column::metric("val_ce_unthresholded", "val. CE (unthresholded)", kDown),
                                 Column::metric("val_trimap", "val. Trimap", kDown)};
  if (results.record().has_truth)
    columns.push_back(Column::metric("val_truth_iou", "val. IoU against truth", kUp));
  return build(results, "table1_more", "Table 1, more",
               fmt::format("Further metrics on the test images of {}, and those of table 1 on the validation "
                           "images (val.).",
                           results.record().data_name),
               "IoU, Dice, Boundary F1, HD95 and WeightedCE have another target in every row; Soft Dice, "
               "ECE, CE (unthresholded) and Trimap share theirs. No best marks here.",
               std::move(columns));
}

}  // namespace

std::string segmentation_reach_text(const StudyResults& results) {
  return fmt::format("{} {}", spread_sentences(results, false), limits_sentence(results));
}

std::vector<Column> segmentation_columns(bool has_truth) {
  std::vector<Column> columns = {Column::metric("iou", "IoU", kUp),
                                 Column::metric("weighted_ce", "WeightedCE", kDown),
                                 Column::metric("ce_unthresholded", "CE (unthresholded)", kDown, true),
                                 Column::metric("trimap", "Trimap", kDown, true)};
  if (has_truth) columns.push_back(Column::metric("truth_iou", "IoU against truth", kUp, true));
  return columns;
}

std::vector<Table> segmentation_tables(const StudyResults& results) {
  std::vector<Table> tables = {main_table(results), class_table(results), more_table(results)};
  if (!results.runs_of(any_row(results, true)).empty()) tables.push_back(fold_table(results));
  return tables;
}

}  // namespace sonosweep::analysis
