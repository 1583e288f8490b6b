#include "farm/processes/classify_death.h"

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/text.h"
#include "farm/processes/describe_death.h"

namespace sonosweep::farm {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](auto phrase) { return text.find(phrase) != std::string_view::npos; });
}

// The texts that tell of the end.
std::vector<std::string_view> last_words(const std::vector<std::string>& lines, bool by_signal) {
  std::vector<std::string_view> words;
  bool last = true;  // nothing but blank lines after this one
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (trim(*line).empty()) continue;
    if (const auto text = error_text(*line); text && (last || !by_signal)) {
      words.push_back(*text);
      break;
    }
    last = false;
  }
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (!starts_with(*line, "terminate called ")) continue;
    words.emplace_back(*line);
    if (line != lines.rbegin() && starts_with(trim(*std::prev(line)), "what():"))
      words.emplace_back(*std::prev(line));
    break;
  }
  return words;
}

// HDF5 writes "errno = 28".
bool has_errno(std::string_view text, std::string_view number) {
  const std::string phrase = "errno = " + std::string(number);
  const auto at = text.find(phrase);
  if (at == std::string_view::npos) return false;
  const auto after = at + phrase.size();
  return after >= text.size() || text[after] < '0' || text[after] > '9';
}

bool is_disk_full(std::string_view text) {
  return has_any(text, {"No space left on device", "Disk quota exceeded"}) || has_errno(text, "28") ||
         has_errno(text, "122");
}

bool is_out_of_memory(std::string_view text) {
  return text == "out of memory" ||
         has_any(text, {"std::bad_alloc", "CUDA out of memory", "CUDA error: out of memory",
                        "cudaErrorMemoryAllocation", "CUBLAS_STATUS_ALLOC_FAILED",
                        "CUDNN_STATUS_ALLOC_FAILED", "Cannot allocate memory", "can't allocate memory",
                        "DefaultCPUAllocator: not enough memory"});
}

bool is_cuda_error(std::string_view text) {
  return has_any(text, {"CUDA error:", "CUDA driver error:", "cudaError", "CUBLAS_STATUS_", "CUDNN_STATUS_",
                        "CUSOLVER_STATUS_", "CUSPARSE_STATUS_", "no kernel image"});
}

DeathCause cause_in(const std::vector<std::string_view>& words) {
  const auto any = [&](auto is) { return std::any_of(words.begin(), words.end(), is); };
  // train/epoch_loop.cpp
  if (any([](auto text) { return has_any(text, {"loss is not a number", "loss is infinite"}); }))
    return DeathCause::kNotANumber;
  if (any(is_disk_full)) return DeathCause::kDiskFull;
  if (any(is_out_of_memory)) return DeathCause::kOutOfMemory;  // of a GPU it is a CUDA error as well
  if (any(is_cuda_error)) return DeathCause::kCudaError;
  return DeathCause::kNone;
}

RunOutcome after_exit_0(const DeathEvidence& evidence) {
  switch (evidence.result) {
    case ResultState::kDone:
      return {};
    case ResultState::kDamaged:
      return {OutcomeKind::kFailed, evidence.result_damage, DeathCause::kNoResult};
    case ResultState::kSaysFailed:
      return {OutcomeKind::kFailed, "ended with exit code 0 but its result says failed",
              DeathCause::kNoResult};
    case ResultState::kNone:
      break;
  }
  return {OutcomeKind::kFailed, "ended with exit code 0 but left no result.json", DeathCause::kNoResult};
}

RunOutcome after_signal(const DeathEvidence& evidence) {
  const int number = evidence.signal_number;
  const std::string text = describe_death(0, number, evidence.log_tail);
  const DeathCause planned = evidence.time_limit ? DeathCause::kTimeLimit : DeathCause::kNone;
  if (evidence.killed_after_grace && number == SIGKILL)
    return {OutcomeKind::kStopped, "killed: it had not stopped in time", planned};
  // It may die of the question: before it could listen.
  if (evidence.asked_to_stop && number == SIGTERM) return {OutcomeKind::kStopped, text, planned};
  if (evidence.oom_kill && number == SIGKILL)
    return {OutcomeKind::kFailed, "killed by signal 9 (SIGKILL): out of memory", DeathCause::kOutOfMemory};
  // Whoever limits our time ends runs too.
  if (evidence.time_limit && (number == SIGTERM || number == SIGKILL || number == SIGXCPU))
    return {OutcomeKind::kStopped, text, DeathCause::kTimeLimit};
  if (number == SIGXCPU) return {OutcomeKind::kFailed, text, DeathCause::kTimeLimit};
  const DeathCause said = cause_in(last_words(evidence.log_tail, true));
  return {OutcomeKind::kFailed, text, said == DeathCause::kNone ? DeathCause::kSignal : said};
}

RunOutcome after_exit_code(const DeathEvidence& evidence) {
  const std::string text = describe_death(evidence.exit_code, 0, evidence.log_tail);
  switch (evidence.exit_code) {
    case kExitStopped:
      return {OutcomeKind::kStopped, "stopped on purpose",
              evidence.time_limit ? DeathCause::kTimeLimit : DeathCause::kNone};
    case kExitUsage:
      return {OutcomeKind::kFailedForGood, text, DeathCause::kWrongUsage};
    case kExitData:
      return {OutcomeKind::kFailedForGood, text, DeathCause::kBadData};
    case 128 + SIGKILL:
      return {OutcomeKind::kFailed, text, DeathCause::kOutOfMemory};
    default:
      break;
  }
  const DeathCause said = cause_in(last_words(evidence.log_tail, false));
  // The same seed computes the same again.
  if (said == DeathCause::kNotANumber) return {OutcomeKind::kFailedForGood, text, said};
  if (said != DeathCause::kNone) return {OutcomeKind::kFailed, text, said};
  const bool no_library =
      evidence.exit_code == 127 &&  // the dynamic loader's
      std::any_of(evidence.log_tail.begin(), evidence.log_tail.end(), [](const std::string& line) {
        return line.find(": error while loading shared libraries: ") != std::string::npos;
      });
  return {OutcomeKind::kFailed, text, no_library ? DeathCause::kNotStarted : DeathCause::kNonZeroExit};
}

}  // namespace

RunOutcome classify_death(const DeathEvidence& evidence) {
  if (!evidence.start_error.empty())
    return {OutcomeKind::kFailed, evidence.start_error,
            is_disk_full(evidence.start_error) ? DeathCause::kDiskFull : DeathCause::kNotStarted};
  // The result is the last thing a run writes, and whole: what hit it afterwards came too late.
  const bool ended_by_others = evidence.keeper_died || evidence.signal_number != 0;
  if (ended_by_others && evidence.result == ResultState::kDone) return {};
  if (evidence.keeper_died) return {OutcomeKind::kFailed, "its keeper died", DeathCause::kLostNode};
  if (evidence.signal_number != 0) return after_signal(evidence);
  return evidence.exit_code == kExitDone ? after_exit_0(evidence) : after_exit_code(evidence);
}

}  // namespace sonosweep::farm
