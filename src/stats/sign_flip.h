// Sign-flip (paired randomisation) test: if two treatments do not differ, each unit's difference could as
// well have had the other sign (Fisher, "The Design of Experiments", 1935, section 21; Good, "Permutation,
// Parametric and Bootstrap Tests of Hypotheses", 2005). The units must be independent: patients, never
// patients x folds. What all units share (the one trained network behind them) is taken as given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace sonosweep::stats {

struct SignFlipOptions {
  std::size_t exact_up_to = 20;  // units: all 2^n signs; above, random ones. At most 40.
  std::size_t draws = 100000;    // of random signs
  std::uint64_t seed = 20;       // fixed, so that equal data gives equal p
};

struct SignFlip {
  std::size_t n = 0;  // units
  double mean = std::numeric_limits<double>::quiet_NaN();
  // Two-sided: share of sign assignments whose |mean| is at least the observed one; random ones (1 + hits) /
  // (1 + draws) (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010). NaN where not testable.
  double p = std::numeric_limits<double>::quiet_NaN();
  bool exact = true;
  // False without units, and where the differences have standard deviation 0 (all equal, zero or not):
  // analysis/METHOD.md section 6.
  bool testable = false;
};

// Throws std::invalid_argument for a difference that is not finite, or options out of range.
SignFlip sign_flip_test(const std::vector<double>& differences, const SignFlipOptions& options = {});

}  // namespace sonosweep::stats
