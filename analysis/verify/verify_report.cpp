#include "analysis/verify/verify_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analysis/tables/constant_networks.h"
#include "analysis/tables/controls.h"
#include "analysis/tables/segmentation_table.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/text.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

struct TableRow {
  std::string table, row, columns;
  Runs runs;
  bool is_predictor = false;
};

std::string titles(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns)
    if (!column.is_text) names.push_back(column.title);
  return join(names, ", ");
}

void add_thresholds(std::vector<TableRow>& rows, const StudyResults& results, study::RunKind kind,
                    bool fold_segmenters, const std::string& table, const std::string& columns) {
  const auto& study = results.study();
  for (const auto& segmenter : study::segmenter_choices(study))
    for (const int threshold : study.thresholds) {
      auto row = threshold_text(threshold);
      if (const auto text = segmenter_text(study, segmenter); !text.empty()) row += ", " + text;
      rows.push_back(
          {table, row, columns,
           results.runs_of({kind, study::VideoInput::kMasks, threshold, segmenter, fold_segmenters})});
    }
}

std::vector<TableRow> rows_of(const StudyResults& results) {
  std::vector<TableRow> rows;
  const auto segmentation = titles(segmentation_tables(results).front().columns);
  for (const bool folds : {false, true})
    add_thresholds(rows, results, study::RunKind::kSegmentation, folds,
                   folds ? "Table 1, segmenters of the folds" : "Table 1", segmentation);
  for (const auto& task : clinical_tasks()) {
    if (!results.study().has_task(study::run_kind_name(task.kind))) continue;
    const auto columns = titles(task.metrics);
    add_thresholds(rows, results, task.kind, false, task.label, columns);
    for (auto& control : controls_of(results, task))
      rows.push_back({task.label, control.title, columns, std::move(control.runs), !control.prefix.empty()});
  }
  return rows;
}

std::vector<Difference> differences_behind(const Verification& verification, const std::string& id,
                                           bool is_predictor) {
  std::vector<Difference> all;
  if (const auto own = verification.own.find(id); own != verification.own.end())
    for (const auto& difference : own->second)
      if (difference.of_result || !is_predictor) all.push_back(difference);
  if (is_predictor) return all;
  if (const auto more = verification.inherited.find(id); more != verification.inherited.end())
    all.insert(all.end(), more->second.begin(), more->second.end());
  return all;
}

// "a", "a, b", "a, b and 3 more".
std::string named(const std::vector<std::string>& runs) {
  constexpr std::size_t kNamed = 2;
  if (runs.size() <= kNamed) return join(runs, ", ");
  return fmt::format("{} and {} more", join({runs.begin(), runs.begin() + kNamed}, ", "),
                     runs.size() - kNamed);
}

// Where the same is said of several runs it is said once. In order of appearance.
class Sayings {
 public:
  void add(const Difference& difference) {
    auto [found, is_new] = runs_of_.try_emplace(difference.what);
    if (is_new) order_.push_back(difference.what);
    auto& runs = found->second;
    if (std::find(runs.begin(), runs.end(), difference.run) == runs.end()) runs.push_back(difference.run);
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& what : order_) lines.push_back(named(runs_of_.at(what)) + ": " + what);
    return lines;
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::vector<std::string>> runs_of_;
};

// Differences that no row rests on: of a learning-rate run's history, say.
std::vector<std::string> behind_no_row(const StudyResults& results, const Verification& verification) {
  std::set<std::pair<std::string, std::string>> shown;
  for (const auto& row : rows_of(results))
    for (const RunOutcome* run : row.runs)
      for (const auto& difference : differences_behind(verification, run->spec.id(), row.is_predictor))
        shown.emplace(difference.run, difference.what);
  Sayings sayings;
  for (const auto& run : results.runs())
    if (const auto own = verification.own.find(run.spec.id()); own != verification.own.end())
      for (const auto& difference : own->second)
        if (shown.count({difference.run, difference.what}) == 0) sayings.add(difference);
  return sayings.lines();
}

std::vector<RunOutcome> missing_runs(const StudyResults& results) {
  std::vector<RunOutcome> missing;
  for (const auto& run : results.runs())
    if (run.state == RunState::kMissing) missing.push_back(run);
  return missing;
}

}  // namespace

std::vector<DoubtfulRow> doubtful_rows(const StudyResults& results, const Verification& verification) {
  std::vector<DoubtfulRow> doubtful;
  for (const auto& row : rows_of(results)) {
    DoubtfulRow found{row.table, row.row, row.columns, 0, row.runs.size(), {}};
    Sayings sayings;
    for (const RunOutcome* run : row.runs) {
      const auto differences = differences_behind(verification, run->spec.id(), row.is_predictor);
      found.runs += differences.empty() ? 0 : 1;
      for (const auto& difference : differences) sayings.add(difference);
    }
    if (found.runs == 0) continue;
    found.differences = sayings.lines();
    doubtful.push_back(std::move(found));
  }
  return doubtful;
}

VerifyReport verify_report(const StudyResults& results, const Verification& verification) {
  const auto rows = doubtful_rows(results, verification);
  const auto others = behind_no_row(results, verification);
  const auto missing = problems_of(missing_runs(results));
  VerifyReport report;
  report.all_is_well = verification.study.empty() && rows.empty() && others.empty() && missing.empty();
  report.text = fmt::format("{} of {} runs have a result; {} compared.\n", verification.results,
                            results.runs().size(), counted(verification.files, "file was", "files were"));
  if (verification.dropped > 0)
    report.text += fmt::format("Weights dropped by keep_weights = needed: best.pt of {}, not compared.\n",
                               counted(verification.dropped, "run"));
  const auto list = [&](const std::vector<std::string>& lines) {
    for (const auto& line : lines) report.text += "  " + line + "\n";
  };
  if (!verification.study.empty()) report.text += "study.json, on which every table rests:\n";
  list(verification.study);
  for (const auto& row : rows) {
    report.text +=
        fmt::format("{}, {} ({}): {} of {} runs\n", row.table, row.row, row.columns, row.runs, row.of);
    list(row.differences);
  }
  if (!others.empty()) report.text += "In no table's cells:\n";
  list(others);
  if (!missing.empty()) report.text += "Missing:\n";
  list(missing);
  // No difference: they are what they are.
  if (const auto constant = constant_sentence(results); !constant.empty()) {
    report.text += "Note: " + constant + ":\n";
    list(constant_rows(results));
  }
  if (report.all_is_well) {
    report.text +=
        "All rest on one binary, this study and this data set, every recorded file is unchanged, and every "
        "metric that predictions determine is what they give.\n";
  } else if (!rows.empty()) {
    report.text += counted(rows.size(), "row rests", "rows rest") + " on something that differs.\n";
  }
  return report;
}

}  // namespace sonosweep::analysis
