// Paired t-test over cross-validation folds whose training sets overlap.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace sonosweep::stats {

struct CorrectedT {
  std::size_t k = 0;  // folds
  double mean = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();  // sqrt((1/k + ratio) variance)
  double t = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();  // two-sided, k - 1 degrees of freedom
  bool testable = false;                                // k >= 2 and not all differences equal
};

// Nadeau and Bengio, "Inference for the Generalization Error", Machine Learning 52 (2003), equation 9: the
// variance of the mean of k differences is taken as (1/k + n2/n1) s^2. `test_to_train` = n2/n1, 1/(k-1) for k
// folds; 0 gives the ordinary paired t-test. Only right where each fold has a test set of its own: on a
// shared one it rejects far too often (analysis/METHOD.md section 6). Throws std::invalid_argument for a
// difference that is not finite or a negative ratio.
CorrectedT corrected_t_test(const std::vector<double>& differences, double test_to_train);

// The same with n2/n1 = 1/(k-1).
CorrectedT nadeau_bengio_test(const std::vector<double>& differences);

}  // namespace sonosweep::stats
