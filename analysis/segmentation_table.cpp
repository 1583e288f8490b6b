#include "analysis/segmentation_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace sonosweep::analysis {
namespace {

constexpr auto kUp = Direction::kUp;
constexpr auto kDown = Direction::kDown;

Column metric(std::string name, std::string title, Direction better, bool may_mark_best = false) {
  Column column;
  column.name = std::move(name);
  column.title = std::move(title);
  column.better = better;
  column.may_mark_best = may_mark_best;
  return column;
}

Column text_column(std::string name, std::string title) {
  Column column;
  column.name = std::move(name);
  column.title = std::move(title);
  column.is_text = true;
  return column;
}

// What the error bar is, and how much is behind it.
std::string spread_sentence(const StudyResults& results) {
  const auto patients = results.record().split.test.size();
  const auto seeds = results.study().seeds.size();
  const std::string where = fmt::format("{} test patient{}", patients, patients == 1 ? "" : "s");
  if (seeds < 2) return fmt::format(" One run per cell, no error bar; {}.", where);
  return fmt::format(
      " Mean ± sample standard deviation over {} seeds, the same {} in each; (k/{}): only k runs "
      "are behind the cell.",
      seeds, where, seeds);
}

// Nothing if all runs are done.
std::vector<std::string> coverage_note(const StudyResults& results) {
  constexpr std::size_t kNamed = 10;
  std::vector<std::string> ids;
  for (const auto& run : results.runs())
    if (run.state != RunState::kDone) ids.push_back(run.spec.id());
  if (ids.empty()) return {};
  const std::size_t all = results.runs().size(), gone = ids.size();
  std::string more;
  if (gone > kNamed) {
    more = fmt::format(" and {} more", gone - kNamed);
    ids.resize(kNamed);
  }
  return {
      fmt::format("{} of {} runs are done. Without a result: {}{}.", all - gone, all, join(ids, ", "), more)};
}

// Label columns and one row per loss and threshold; the caller gives the metrics.
Table build(const StudyResults& results, std::string name, std::string label, const std::string& caption,
            std::vector<Column> metrics) {
  const auto& study = results.study();
  Table table;
  table.name = std::move(name);
  table.label = std::move(label);
  table.caption = caption + spread_sentence(results);
  table.has_spread = study.seeds.size() > 1;
  const bool with_loss = study.losses.size() > 1;
  if (with_loss) table.columns.push_back(text_column("loss", "Loss"));
  table.columns.push_back(text_column("threshold", "Threshold"));
  table.columns.insert(table.columns.end(), metrics.begin(), metrics.end());
  for (std::size_t block = 0; block < study.losses.size(); ++block) {
    const std::string& loss = study.losses[block];
    for (const int threshold : study.thresholds) {
      Row row;
      row.block = static_cast<int>(block);
      row.n = results.done(threshold, loss);
      if (with_loss) row.cells.push_back(Cell::label(loss, loss));
      row.cells.push_back(Cell::label(std::to_string(threshold), threshold_text(threshold)));
      for (const auto& column : metrics)
        row.cells.push_back(Cell::number(results.summary(threshold, loss, column.name)));
      table.rows.push_back(std::move(row));
    }
  }
  mark_best(table);
  table.footnotes = coverage_note(results);
  return table;
}

Table main_table(const StudyResults& results) {
  std::vector<Column> columns = {metric("iou", "IoU", kUp), metric("weighted_ce", "WeightedCE", kDown),
                                 metric("ce_unthresholded", "CE (unthresholded)", kDown, true),
                                 metric("trimap", "Trimap", kDown, true)};
  if (results.record().has_truth) columns.push_back(metric("truth_iou", "IoU against truth", kUp, true));
  Table table =
      build(results, "table1_segmentation", "Table 1",
            fmt::format("Segmentation on the test images of {}, one model per confidence threshold. "
                        "Bold: best value of its column{}; descriptive, not selected.",
                        results.record().data_name, results.study().losses.size() > 1 ? " and loss" : ""),
            std::move(columns));
  table.footnotes.insert(
      table.footnotes.begin(),
      "IoU and WeightedCE have another target in every row (the labels at that row's threshold; "
      "WeightedCE also another background weight): they do not compare rows and carry no best "
      "mark. CE (unthresholded) and Trimap share their target.");
  return table;
}

Table class_table(const StudyResults& results) {
  std::vector<Column> columns;
  for (const auto& name : results.record().classes) columns.push_back(metric("iou_class/" + name, name, kUp));
  if (results.record().has_truth)
    for (const auto& name : results.record().classes)
      columns.push_back(metric("truth_iou_class/" + name, name + " (truth)", kUp));
  Table table =
      build(results, "table1_per_class", "Table 1, per class",
            fmt::format("IoU of each class on the test images of {}, over the images where the class is "
                        "labelled or predicted.",
                        results.record().data_name),
            std::move(columns));
  table.footnotes.insert(
      table.footnotes.begin(),
      "The labels are those at the row's threshold, another target in every row: no best marks.");
  return table;
}

Table more_table(const StudyResults& results) {
  std::vector<Column> columns = {metric("iou_micro", "IoU (pooled)", kUp),
                                 metric("dice", "Dice", kUp),
                                 metric("soft_dice", "Soft Dice", kUp),
                                 metric("ece", "ECE", kDown),
                                 metric("boundary_f1", "Boundary F1", kUp),
                                 metric("hd95", "HD95 (px)", kDown),
                                 metric("val_iou", "val. IoU", kUp),
                                 metric("val_weighted_ce", "val. WeightedCE", kDown),
                                 metric("val_ce_unthresholded", "val. CE (unthresholded)", kDown),
                                 metric("val_trimap", "val. Trimap", kDown)};
  if (results.record().has_truth) columns.push_back(metric("val_truth_iou", "val. IoU against truth", kUp));
  Table table =
      build(results, "table1_more", "Table 1, more",
            fmt::format("Further metrics on the test images of {}, and those of table 1 on the validation "
                        "images (val.).",
                        results.record().data_name),
            std::move(columns));
  table.footnotes.insert(
      table.footnotes.begin(),
      "IoU, Dice, Boundary F1, HD95 and WeightedCE have another target in every row; Soft Dice, "
      "ECE, CE (unthresholded) and Trimap share theirs. No best marks here.");
  return table;
}

}  // namespace

std::string threshold_text(int percent) {
  if (percent == 0) return "> 0 %";
  return fmt::format("{} {} %", percent == 100 ? "=" : ">=", percent);
}

std::vector<Table> segmentation_tables(const StudyResults& results) {
  return {main_table(results), class_table(results), more_table(results)};
}

}  // namespace sonosweep::analysis
