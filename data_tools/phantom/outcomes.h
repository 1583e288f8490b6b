// S/F ratio and readmission, drawn from severity, and how well they can be told from it at best.
#pragma once

#include <vector>

#include "core/rng.h"
#include "data_tools/phantom/cohort.h"

namespace sonosweep::data_tools {

// An S/F ratio as a hospital would record it: oxygen is set in steps (FiO2 0.21, 0.24, ..) so that the
// saturation comes out near 95 %, and the saturation is a whole percentage. Equal values do occur.
double hospital_sf_ratio(double wanted);

// P(readmitted) = logistic(a + b s_last + c (s_last - s_first)).
double readmission_probability(const PhantomOptions& options, double intercept,
                               const std::vector<double>& path);

// a: the value for which the mean probability over the population is readmission_rate.
double readmission_intercept(const PhantomOptions& options);

// Fills sf_ratio, readmission_probability and readmitted of every patient, and the intercept. Of 3 patients
// or more, some are readmitted and some are not (outcomes are drawn again until their share is within 0.1 of
// the rate, as far as n allows).
void draw_outcomes(const PhantomOptions& options, Cohort& cohort);

// Accuracy of the best possible rule, in the population the cohort is drawn from.
struct BestAccuracy {
  double first_two = 0;   // knowing the severity of the first two days
  double first_last = 0;  // knowing the first and the last
  double change = 0;      // knowing the last day minus the first, not where the patient started
  double majority = 0;    // knowing nothing
};
BestAccuracy best_accuracy(const PhantomOptions& options, double intercept);

}  // namespace sonosweep::data_tools
