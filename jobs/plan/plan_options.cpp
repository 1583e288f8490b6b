#include "jobs/plan/plan_options.h"

#include <limits>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::jobs {

int whole_option(const std::string& name, const std::string& text, int least, int most) {
  const auto value = parse_integer(text);
  if (value && *value >= least && *value <= most) return static_cast<int>(*value);
  if (most == std::numeric_limits<int>::max())
    throw_error<UsageError>("--{} {}: must be a whole number, {} or more", name, text, least);
  throw_error<UsageError>("--{} {}: must be a whole number from {} to {}", name, text, least, most);
}

double number_option(const std::string& name, const std::string& text, double least, double most) {
  const auto value = parse_number(text);
  if (!value || !(*value >= least) || !(*value <= most))
    throw_error<UsageError>("--{} {}: must be a number from {:g} to {:g}", name, text, least, most);
  return *value;
}

}  // namespace sonosweep::jobs
