#include "study/study_checks.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::study {

bool is_list_of(const std::string& value, const std::vector<std::string>& allowed) {
  const auto parts = split_list(comma_list_guess(value));
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return std::find(allowed.begin(), allowed.end(), part) != allowed.end();
  });
}

void require(bool good, const std::string& key, const std::string& value, const std::string& allowed) {
  if (!good) throw_error<UsageError>("study: {} = {}: expected {}", key, value, allowed);
}

void require_one_of(const std::string& key, const std::string& value,
                    const std::vector<std::string>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
    throw_error<UsageError>("study: {} = {}: expected one of {}{}", key, value, join(allowed, ", "),
                            did_you_mean(value, allowed));
}

void require_each_of(const std::string& key, const std::vector<std::string>& values,
                     const std::vector<std::string>& allowed) {
  for (const auto& value : values) {
    require(!is_list_of(value, allowed), key, value,
            fmt::format("several separated by commas; did you mean {}?", comma_list_guess(value)));
    require_one_of(key, value, allowed);
  }
}

void require_at_least(const std::string& key, int value, int least) {
  require(value >= least, key, fmt::format("{}", value), fmt::format("at least {}", least));
}

void require_probability(const std::string& key, double value) {
  require(value >= 0 && value <= 1, key, fmt::format("{}", value), "a probability in 0..1");
}

void require_dropout(const std::string& key, double value) {
  require(value >= 0 && value < 1, key, fmt::format("{}", value), "a probability in [0, 1)");
}

void check_batch_norm(const std::string& section, const std::string& batch_norm, int samples) {
  require_one_of(section + ".batch_norm", batch_norm, {"recomputed", "running"});
  require(samples >= 2, section + ".batch_norm_samples", fmt::format("{}", samples),
          "at least 2, since the statistics are over samples (the paper's statistics, which are not "
          "recomputed, are batch_norm = running)");
}

void require_rate(const std::string& key, double value) {
  require(value > 0 && value <= 1, key, fmt::format("{}", value), "a rate in (0, 1]");
}

}  // namespace sonosweep::study
