#include "stats/distributions.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

boost::math::students_t student_t(double degrees) {
  if (!(degrees > 0)) throw std::invalid_argument("Student's t: degrees of freedom must be positive");
  return boost::math::students_t(degrees);
}

void require_probability(double p) {
  if (!(p > 0 && p < 1)) throw std::invalid_argument("quantile: p must be between 0 and 1");
}

}  // namespace

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

double normal_quantile(double p) {
  require_probability(p);
  return boost::math::quantile(boost::math::normal(), p);
}

double student_t_cdf(double t, double degrees) {
  const auto distribution = student_t(degrees);
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return t > 0 ? 1 : 0;
  return boost::math::cdf(distribution, t);
}

double student_t_two_sided(double t, double degrees) {
  return 2 * student_t_cdf(-std::fabs(t), degrees);
}

double student_t_quantile(double p, double degrees) {
  const auto distribution = student_t(degrees);
  require_probability(p);
  return boost::math::quantile(distribution, p);
}

}  // namespace sonosweep::stats
