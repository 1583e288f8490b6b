// Why a run ended without a result.
#pragma once

#include <string>

namespace sonosweep::farm {

enum class DeathCause {
  kNone,         // it did not
  kSignal,       // killed by a signal that nobody of ours sent
  kOutOfMemory,  // of the GPU or of the host
  kCudaError,
  kTimeLimit,
  kDiskFull,
  kBadData,
  kNotANumber,
  kWrongUsage,
  kNonZeroExit,  // none of the above is known
  kNoResult,     // exit code 0 all the same
  kLostNode,     // whoever looked after it was lost
  kNotStarted    // its program could not be started, or was not
};

// "out_of_memory".
const char* death_cause_name(DeathCause cause);
// Throws Error for a name that is none.
DeathCause parse_death_cause(const std::string& name);

}  // namespace sonosweep::farm
