#include "farm/schedule/death_cause.h"

#include <array>
#include <cstddef>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

constexpr std::array<const char*, 13> kNames = {
    "none",         "signal",      "out_of_memory", "cuda_error", "time_limit", "disk_full",  "bad_data",
    "not_a_number", "wrong_usage", "non_zero_exit", "no_result",  "lost_node",  "not_started"};
static_assert(kNames.size() == static_cast<std::size_t>(DeathCause::kNotStarted) + 1);

}  // namespace

const char* death_cause_name(DeathCause cause) {
  return kNames.at(static_cast<std::size_t>(cause));
}

DeathCause parse_death_cause(const std::string& name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (name == kNames[i]) return static_cast<DeathCause>(i);
  throw_error<Error>("cause of death '{}' is unknown", name);
}

}  // namespace sonosweep::farm
