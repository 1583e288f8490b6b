// What is asked of the values of a study, section by section. Everything here throws UsageError naming key,
// value and what is allowed: "study: sf_ratio.batch = 0: expected at least 1".
#pragma once

#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "study/study.h"

namespace sonosweep::study {

void require(bool good, const std::string& key, const std::string& value, const std::string& allowed);
void require_one_of(const std::string& key, const std::string& value,
                    const std::vector<std::string>& allowed);
// As "dice;bce" is, which stands for several of them.
bool is_list_of(const std::string& value, const std::vector<std::string>& allowed);
// Of each value of a list; one that is several without commas is told apart.
void require_each_of(const std::string& key, const std::vector<std::string>& values,
                     const std::vector<std::string>& allowed);
void require_at_least(const std::string& key, int value, int least);
void require_probability(const std::string& key, double value);  // 0..1
void require_dropout(const std::string& key, double value);      // [0, 1)
void require_rate(const std::string& key, double value);         // (0, 1]

void check_batch_norm(const std::string& section, const std::string& batch_norm, int samples);

template <typename T>
void require_distinct(const std::string& key, const std::vector<T>& values) {
  std::set<T> seen;
  for (const auto& value : values)
    require(seen.insert(value).second, key, fmt::format("{}", value), "each value once");
}
template <typename T>
void require_some_distinct(const std::string& key, const std::vector<T>& values) {
  require(!values.empty(), key, "", "at least one value");
  require_distinct(key, values);
}

void check_segmentation(const SegmentationConfig& config);
// [video] and the sections of the clinical tasks, each for itself.
void check_clinical_sections(const Study& study);
// Several losses, weightings, sub_thresholds, encoders: every one of them trains segmenters that no other
// does.
void check_sweep(const Study& study);
// Which tasks, controls and options go together.
void check_combinations(const Study& study);

}  // namespace sonosweep::study
