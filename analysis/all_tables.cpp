#include "analysis/all_tables.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "analysis/compare/comparison_table.h"
#include "analysis/compare/patient_scores.h"
#include "analysis/compare/readmission_intervals.h"
#include "analysis/compare/recommendation.h"
#include "analysis/compare/seed_recommendations.h"
#include "analysis/tables/ablation_tables.h"
#include "analysis/tables/clinical_tables.h"
#include "analysis/tables/clinical_task.h"
#include "analysis/tables/compute_table.h"
#include "analysis/tables/learning_rates.h"
#include "analysis/tables/segmentation_table.h"
#include "core/text.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {
namespace {

// Why the study does without the task: the rest of its line "sf_ratio: the data has no S/F ratios".
std::optional<std::string> reason_to_skip(const sweep::StudyRecord& record, const ClinicalTask& task) {
  const std::string start = std::string(study::run_kind_name(task.kind)) + ":";
  for (const auto& line : record.skipped_tasks)
    if (line.rfind(start, 0) == 0) return trim(line.substr(start.size()));
  return std::nullopt;
}

Table note_in_place(const ClinicalTask& task, const std::string& reason) {
  Table table;
  table.name = task.name;
  table.label = task.label;
  table.caption = fmt::format("{} was left out: {}.", task.title, reason);
  table.columns = task.metrics;
  table.columns.insert(table.columns.begin(), Column::label("threshold", "Threshold"));
  table.has_spread = true;
  return table;
}

}  // namespace

std::vector<Table> all_tables(const StudyResults& results) {
  auto tables = segmentation_tables(results);
  std::vector<Table> more(std::make_move_iterator(tables.begin() + 1), std::make_move_iterator(tables.end()));
  tables.resize(1);
  const auto segmentation = compared_segmentation(results.record().has_truth);
  more.push_back(comparison_table(results, segmentation, read_task_scores(results, segmentation)));
  for (auto& table : ablation_tables(results)) tables.push_back(std::move(table));
  for (const auto& task : clinical_tasks()) {
    if (results.study().has_task(study::run_kind_name(task.kind))) {
      tables.push_back(clinical_table(results, task));
      const auto scores = read_task_scores(results, task);
      more.push_back(comparison_table(results, task, scores));
      if (task.kind == study::RunKind::kReadmission)
        more.push_back(readmission_intervals(results, task, scores));
      for (auto& table : more_clinical_tables(results, task)) more.push_back(std::move(table));
    } else if (const auto reason = reason_to_skip(results.record(), task)) {
      tables.push_back(note_in_place(task, *reason));
    }
  }
  tables.push_back(recommendation_table(results));
  if (auto table = seed_recommendation_table(results)) more.push_back(std::move(*table));
  if (auto table = learning_rate_table(results)) more.push_back(std::move(*table));
  more.push_back(compute_table(results));
  tables.insert(tables.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return tables;
}

}  // namespace sonosweep::analysis
