// Outcomes that change places among the test patients while the predictions stay as they are: what the
// negative and the positive control are computed from.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "analysis/read/stored_outcomes.h"
#include "analysis/tables/clinical_task.h"
#include "core/rng.h"
#include "tasks/predictions.h"

namespace sonosweep::analysis {

// Row i gets the outcome of row order[i].
using Order = std::vector<std::size_t>;

Order unchanged_order(std::size_t n);
Order shuffled_order(std::size_t n, Rng& rng);
// Of cells: whole patients change places with others of as many cells; `days_too`: and their days are
// shuffled.
Order patients_shuffled(const TestOutcomes& outcomes, bool days_too, Rng& rng);

// Mean over folds and seeds of each metric, the outcomes exchanged by these orders: of cells, or
// (readmission) of patients. Writes labels and targets of `units`.
tasks::Metrics scored(std::vector<StoredPredictions>& units, study::RunKind kind,
                      const TestOutcomes& outcomes, const Order& order);
// The outcomes as they are.
tasks::Metrics scored(std::vector<StoredPredictions>& units, study::RunKind kind,
                      const TestOutcomes& outcomes);

// Of each metric of the task the share of the orders at which it is at least as good as it is, (1 + hits) /
// (1
// + orders).
std::map<std::string, double> permutation_p(std::vector<StoredPredictions>& units, const ClinicalTask& task,
                                            const TestOutcomes& outcomes, const std::vector<Order>& orders);

}  // namespace sonosweep::analysis
