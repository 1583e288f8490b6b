// Normal and Student's t distribution, by Boost.Math.
#pragma once

namespace sonosweep::stats {

// P(Z <= z) of the standard normal.
double normal_cdf(double z);
// The z with P(Z <= z) = p, 0 < p < 1; throws std::invalid_argument otherwise.
double normal_quantile(double p);

// Degrees of freedom > 0 (std::invalid_argument otherwise); NaN for a NaN t.
double student_t_cdf(double t, double degrees);
// P(|T| >= |t|).
double student_t_two_sided(double t, double degrees);
// The t with P(T <= t) = p, 0 < p < 1.
double student_t_quantile(double p, double degrees);

}  // namespace sonosweep::stats
