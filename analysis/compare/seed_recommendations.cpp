#include "analysis/compare/seed_recommendations.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analysis/compare/recommendation.h"
#include "analysis/compare/recommendation_text.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"

namespace sonosweep::analysis {
namespace {

// The first cells say which segmenter, where there are several, and which seed.
Row row_of(std::vector<Cell> cells, const Candidate* candidate) {
  Row row;
  row.cells = std::move(cells);
  if (candidate == nullptr) {
    row.cells.push_back(Cell::label("", "–"));
    row.cells.resize(row.cells.size() + 2);
    return row;
  }
  row.n = candidate->validation.n;
  row.cells.push_back(
      Cell::label(std::to_string(candidate->threshold), threshold_text(candidate->threshold)));
  row.cells.push_back(Cell::number(candidate->validation.value));
  row.cells.push_back(Cell::number(candidate->test.value));
  return row;
}

const Candidate* candidate_of(const Recommendation& all, int threshold) {
  for (const auto& candidate : all.candidates)
    if (candidate.threshold == threshold) return &candidate;
  return nullptr;
}

}  // namespace

std::optional<Table> seed_recommendation_table(const StudyResults& results) {
  const auto& study = results.study();
  const auto over_all = recommendations(results);
  if (study.seeds.size() < 2 || over_all.empty()) return std::nullopt;
  const auto metric = recommending_metric(study);
  Table table;
  table.name = "recommendation_by_seed";
  table.label = "Recommendation by seed";
  table.caption = fmt::format(
      "The threshold that the runs of each seed by themselves recommend, by {} on the validation patients, "
      "and "
      "the median of these thresholds over {} seeds, with its means over the seeds.",
      metric.column.title, study.seeds.size());
  table.columns = segmenter_columns(study);
  table.columns.push_back(Column::label("seed", "Seed"));
  table.columns.push_back(Column::label("threshold", "Recommended"));
  table.columns.push_back(Column::metric("val_" + metric.name(), "val. " + metric.column.title,
                                         metric.column.better, false, metric.column.decimals));
  table.columns.push_back(Column::metric(metric.name(), "test " + metric.column.title, metric.column.better,
                                         false, metric.column.decimals));
  std::vector<std::vector<Recommendation>> by_seed;  // [seed][segmenter]
  for (const auto seed : study.seeds) by_seed.push_back(recommendations(results, seed));
  for (std::size_t l = 0; l < over_all.size(); ++l) {
    const auto labels = [&](const std::string& name) {
      auto cells = segmenter_cells(study, over_all[l].segmenter);
      cells.push_back(Cell::label(name, name));
      return cells;
    };
    std::vector<int> thresholds;
    for (std::size_t s = 0; s < study.seeds.size(); ++s) {
      const auto* found = by_seed[s][l].recommended();
      if (found != nullptr) thresholds.push_back(found->threshold);
      table.rows.push_back(row_of(labels(std::to_string(study.seeds[s])), found));
      table.rows.back().block = static_cast<int>(l);
    }
    const Candidate* median = nullptr;
    if (thresholds.size() == study.seeds.size()) {
      std::sort(thresholds.begin(), thresholds.end());
      median = candidate_of(over_all[l], thresholds[(thresholds.size() - 1) / 2]);
    }
    table.rows.push_back(row_of(labels("median"), median));
    table.rows.back().block = static_cast<int>(l);
  }
  table.footnotes = {
      "Only thresholds with all their runs of a seed compete; of equal ones the first is taken."};
  for (const auto& found : over_all)
    if (const auto undefined = undefined_sentence(found, metric); !undefined.empty()) {
      auto of_segmenter = segmenter_text(study, found.segmenter);
      if (!of_segmenter.empty()) of_segmenter += ": ";
      table.footnotes.push_back(of_segmenter + undefined);
    }
  for (auto& note : segmenter_notes(study)) table.footnotes.push_back(std::move(note));
  return table;
}

}  // namespace sonosweep::analysis
