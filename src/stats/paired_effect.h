// How much two treatments differ on the same units, beside any test.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "stats/interval.h"

namespace sonosweep::stats {

struct PairedEffect {
  std::size_t n = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();  // of the differences
  double sd = std::numeric_limits<double>::quiet_NaN();    // sample SD; NaN for n < 2
  Interval interval;                                       // of the mean: bootstrap over the units
  // Standardised: mean / sd (Cohen, "Statistical Power Analysis", 1988, section 2.3.5: d_z); NaN where sd is
  // 0 or NaN.
  double cohen_dz = std::numeric_limits<double>::quiet_NaN();
};

// Throws as bootstrap_mean().
PairedEffect paired_effect(const std::vector<double>& differences, const BootstrapOptions& options = {});

}  // namespace sonosweep::stats
