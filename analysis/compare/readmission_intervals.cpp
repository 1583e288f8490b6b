#include "analysis/compare/readmission_intervals.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/text.h"
#include "stats/interval.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

struct Rate {
  double successes = 0, n = 0;
  void operator+=(const Rate& other) { successes += other.successes, n += other.n; }
  Rate over(double runs) const { return {successes / runs, n / runs}; }
};

struct Rates {
  Rate accuracy, recall, precision, readmitted;
  double runs = 0;
  void operator+=(const Rates& other) {
    accuracy += other.accuracy, recall += other.recall, precision += other.precision;
    readmitted += other.readmitted, runs += other.runs;
  }
  Rates mean() const {
    return {accuracy.over(runs), recall.over(runs), precision.over(runs), readmitted.over(runs), 1};
  }
};

double sum_of(const PatientScores& scores) {
  double sum = 0;
  for (const auto& [patient, score] : scores) sum += score;
  return sum;
}

// Scores are 0 or 1: right or not of every patient, found or not of the readmitted ones.
Rates rates_of(const ScoresByMetric& scores) {
  const auto of = [&](const char* metric) {
    const auto found = scores.find(metric);
    return found == scores.end() ? PatientScores() : found->second;
  };
  const auto right = of("accuracy"), found = of("recall");
  const double n = static_cast<double>(right.size()), readmitted = static_cast<double>(found.size());
  const double hits = sum_of(found), wrong = n - sum_of(right), missed = readmitted - hits;
  const double false_alarms = wrong - missed;
  return {{n - wrong, n}, {hits, readmitted}, {hits, hits + false_alarms}, {readmitted, n}, 1};
}

// Means over the runs of a test group, sums over the groups.
Rates rates_of(const Runs& runs, const TaskScores& scores) {
  std::map<int, Rates> groups;
  for (const RunOutcome* run : runs)
    if (const auto found = scores.of.find(run); found != scores.of.end())
      groups[run->spec.rotation] += rates_of(found->second);
  Rates all;
  for (const auto& [rotation, rates] : groups) all += rates.mean();
  return all;
}

// Without any run nothing is known, not even n.
void add_cells(Row& row, const Rate& rate, bool has_runs) {
  const double nan = std::nan("");
  const auto interval = stats::wilson_interval(std::fmin(rate.successes, rate.n), rate.n);
  for (const double value :
       {rate.n > 0 ? rate.successes / rate.n : nan, interval.low, interval.high, has_runs ? rate.n : nan})
    row.cells.push_back(Cell::number(value));
}

std::string observed(const Rates& rates) {
  if (rates.readmitted.n == 0) return {};
  const auto interval = stats::wilson_interval(rates.readmitted.successes, rates.readmitted.n);
  return fmt::format(" {:g} of {} were readmitted: {:.3f}, from {:.3f} to {:.3f}.",
                     rates.readmitted.successes,
                     counted(static_cast<std::size_t>(std::lround(rates.readmitted.n)), "test patient"),
                     rates.readmitted.successes / rates.readmitted.n, interval.low, interval.high);
}

}  // namespace

Table readmission_intervals(const StudyResults& results, const ClinicalTask& task, const TaskScores& scores) {
  const auto& study = results.study();
  Table table;
  table.name = task.prefix + "_intervals";
  table.label = task.label + ", intervals";
  table.columns = segmenter_columns(study);
  table.columns.push_back(Column::label("threshold", "Threshold"));
  for (const auto& metric : task.metrics) {
    table.columns.push_back(Column::metric(metric.name, metric.title, metric.better));
    table.columns.push_back(Column::count(metric.name + "_low", "95 % from", 3));
    table.columns.push_back(Column::count(metric.name + "_high", "to", 3));
    table.columns.push_back(Column::count(metric.name + "_patients", "of patients", 1));
  }
  Rates any;
  int block = 0;
  for (const auto& segmenter : study::segmenter_choices(study)) {
    for (const int threshold : study.thresholds) {
      const auto runs =
          results.runs_of(RunGroup{task.kind, study::VideoInput::kMasks, threshold, segmenter, false});
      const auto rates = rates_of(runs, scores);
      if (rates.readmitted.n > any.readmitted.n) any = rates;
      Row row;
      row.block = block;
      row.n = count_done(runs);
      row.cells = segmenter_cells(study, segmenter);
      row.cells.push_back(Cell::label(std::to_string(threshold), threshold_text(threshold)));
      for (const Rate& rate : {rates.accuracy, rates.recall, rates.precision})
        add_cells(row, rate, rates.accuracy.n > 0);
      table.rows.push_back(std::move(row));
    }
    ++block;
  }
  table.caption = fmt::format("{}: rates of table 4 with 95 % Wilson intervals over test patients.{}",
                              task.title, observed(any));
  if (const auto few = too_few_text(count_test_patients(results.record()), study); !few.empty())
    table.caption += " " + few;
  table.footnotes = {
      "A rate is that of the predictions of all folds and seeds together; its n counts patients, not "
      "patients times "
      "folds: of precision those predicted to be readmitted, on average over the runs.",
      "The intervals of two thresholds overlap or not for the same patients: they do not compare thresholds; "
      "the "
      "table of comparisons does."};
  for (auto& note : notes_on_scores(results, task, scores)) table.footnotes.push_back(std::move(note));
  return table;
}

}  // namespace sonosweep::analysis
