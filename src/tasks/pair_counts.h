// How many pairs of S/F change are of which class, and what that means for a network that learns from some of
// them and is tested on others.
#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tasks/sf_change_pairs.h"

namespace sonosweep::tasks {

struct PairCounts {
  std::array<std::size_t, 3> classes{};  // by SfChange
  std::size_t one_day = 0;               // pairs of one patient and day, which are `same` by their nature
  std::size_t ties = 0;                  // other pairs of equal S/F ratios, common near room air: `same` too

  std::size_t all() const { return classes[0] + classes[1] + classes[2]; }
  std::size_t across_days() const { return all() - one_day; }
  double share(SfChange change) const;  // NaN without pairs
};

PairCounts count_pairs(const std::vector<TaskVideo>& videos, const std::vector<VideoPair>& pairs);

// {"decrease": n, "same": n, "increase": n, "one_day": n, "ties": n}
nlohmann::ordered_json to_json(const PairCounts& counts);

// "`same` is 1.6 % of the training pairs and 33 % of the validation pairs"; a side without pairs is not told.
std::string same_shares_text(double of_training, double of_validation);

// "2 of 96 validation pairs and 0 of 48 test pairs of two days are ties (equal S/F ratios)".
std::string ties_text(const PairCounts& validation, const PairCounts& test);

}  // namespace sonosweep::tasks
