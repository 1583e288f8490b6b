// The metrics of tables 2-4 computed a second time, from the text of predictions.csv, with nothing in common
// with what the runs use: to check the tables against the rows they claim to sum up.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sonosweep::analysis::testing {

// NaN where a metric is not defined.
std::map<std::string, double> reference_sf_change(const std::filesystem::path& predictions);
std::map<std::string, double> reference_sf_ratio(const std::filesystem::path& predictions);
std::map<std::string, double> reference_readmission(const std::filesystem::path& predictions);

struct MeanAndSd {
  double mean = 0, sd = 0;
};
// Over the values that are not NaN, sample SD by sums of squares; NaN where there are too few.
MeanAndSd reference_summary(const std::vector<double>& values);

}  // namespace sonosweep::analysis::testing
