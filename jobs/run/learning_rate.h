// The rate a clinical run trains with: the study's, or the one its learning-rate runs have shown to be best.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jobs/run/run_context.h"

namespace sonosweep::jobs {

// Of (rate, validation loss) the rate with the lowest loss; the larger rate on a tie. A loss that is not
// finite never wins; nothing if none is finite.
std::optional<double> best_rate(const std::vector<std::pair<double, double>>& losses);

// By which rule best_rate() took it: "by the lowest validation loss"; "the largest of 0.001, 0.0001, whose
// validation losses are equal and the lowest". Of losses with a best rate.
std::string rule_of_best_rate(const std::vector<std::pair<double, double>>& losses);

struct LearningRate {
  double value = 0;
  nlohmann::ordered_json evidence;            // {"0.0001": validation loss, ..}; null where the rate is fixed
  std::map<std::string, std::string> inputs;  // learning-rate run -> its output
};

// Of a clinical run. Throws Error if no candidate has a validation loss, UsageError if the candidates had
// nothing to learn from.
LearningRate learning_rate(const RunContext& context);

}  // namespace sonosweep::jobs
