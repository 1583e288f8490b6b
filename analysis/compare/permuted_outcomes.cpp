#include "analysis/compare/permuted_outcomes.h"

#include <numeric>
#include <utility>

#include "stats/summary.h"

namespace sonosweep::analysis {

using study::RunKind;

namespace {

bool is_as_good(double value, double observed, Direction better) {
  constexpr double kRounding = 1e-12;
  return better == Direction::kUp ? value >= observed - kRounding : value <= observed + kRounding;
}

}  // namespace

Order unchanged_order(std::size_t n) {
  Order order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

Order shuffled_order(std::size_t n, Rng& rng) {
  auto order = unchanged_order(n);
  rng.shuffle(order);
  return order;
}

Order patients_shuffled(const TestOutcomes& outcomes, bool days_too, Rng& rng) {
  std::map<std::size_t, std::vector<Order>> by_size;  // cells of each patient
  for (std::size_t i = 0; i < outcomes.cells.size();) {
    Order own;
    const auto& patient = outcomes.cells[i].first;
    for (; i < outcomes.cells.size() && outcomes.cells[i].first == patient; ++i) own.push_back(i);
    by_size[own.size()].push_back(std::move(own));
  }
  Order order(outcomes.cells.size());
  for (const auto& [size, patients] : by_size) {
    const auto from = shuffled_order(patients.size(), rng);
    for (std::size_t k = 0; k < patients.size(); ++k) {
      auto days = patients[from[k]];
      if (days_too) rng.shuffle(days);
      for (std::size_t d = 0; d < size; ++d) order[patients[k][d]] = days[d];
    }
  }
  return order;
}

tasks::Metrics scored(std::vector<StoredPredictions>& units, RunKind kind, const TestOutcomes& outcomes,
                      const Order& order) {
  std::map<std::string, stats::RunningMean> means;
  for (auto& unit : units) {
    tasks::Metrics metrics;
    if (kind == RunKind::kSfChange) {
      for (std::size_t i = 0; i < unit.sf_change.size(); ++i) {
        const auto [first, second] = unit.sf_change_cells[i];
        unit.sf_change[i].label =
            tasks::classify_sf_change(outcomes.sf_ratios[order[first]], outcomes.sf_ratios[order[second]]);
      }
      metrics = tasks::sf_change_metrics(unit.sf_change);
    } else if (kind == RunKind::kSfRatio) {
      for (std::size_t i = 0; i < unit.sf_ratio.size(); ++i)
        unit.sf_ratio[i].target = outcomes.sf_ratios[order[unit.sf_ratio_cells[i]]];
      metrics = tasks::sf_ratio_metrics(unit.sf_ratio);
    } else {
      for (std::size_t i = 0; i < unit.readmission.size(); ++i)
        unit.readmission[i].label = outcomes.readmitted[order[unit.readmission_patients[i]]];
      metrics = tasks::readmission_metrics(unit.readmission);
    }
    for (const auto& [name, value] : metrics) means[name].add(value);
  }
  tasks::Metrics values;
  for (const auto& [name, mean] : means) values[name] = mean.mean();
  return values;
}

tasks::Metrics scored(std::vector<StoredPredictions>& units, RunKind kind, const TestOutcomes& outcomes) {
  const bool of_patients = kind == RunKind::kReadmission;
  return scored(units, kind, outcomes,
                unchanged_order(of_patients ? outcomes.readmitted.size() : outcomes.cells.size()));
}

std::map<std::string, double> permutation_p(std::vector<StoredPredictions>& units, const ClinicalTask& task,
                                            const TestOutcomes& outcomes, const std::vector<Order>& orders) {
  const auto observed = scored(units, task.kind, outcomes);
  std::map<std::string, std::size_t> hits;
  for (const auto& order : orders) {
    const auto values = scored(units, task.kind, outcomes, order);
    for (const auto& column : task.metrics)
      hits[column.name] +=
          is_as_good(values.at(column.name), observed.at(column.name), column.better) ? 1 : 0;
  }
  std::map<std::string, double> p;
  for (const auto& [name, count] : hits)
    p[name] = (1.0 + static_cast<double>(count)) / (1.0 + static_cast<double>(orders.size()));
  return p;
}

}  // namespace sonosweep::analysis
