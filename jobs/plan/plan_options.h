// What sonosweep-plan is asked for, as checked numbers.
#pragma once

#include <string>

namespace sonosweep::jobs {

struct PlanOptions {
  int slots = 1;        // runs side by side, >= 1
  double sigma = 0;     // spread of durations around what is expected (schedule_spread.h), 0..kMostSigma
  int seeds = 1;        // how many draws, >= 1
  int gantt_width = 0;  // columns of the chart, 0 = none
};

constexpr double kMostSigma = 5;
constexpr int kMostSeeds = 100'000;
constexpr int kLeastWidth = 40, kMostWidth = 1000, kWidth = 100;

// The number of option `name`. Throw UsageError: no number, or out of its range.
int whole_option(const std::string& name, const std::string& text, int least, int most);
double number_option(const std::string& name, const std::string& text, double least, double most);

}  // namespace sonosweep::jobs
