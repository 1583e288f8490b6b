#include "farm/processes/describe_death.h"

#include <csignal>
#include <cstring>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::farm {
namespace {

const char* exit_code_name(int code) {
  switch (code) {
    case kExitFailed:
      return "run-time failure";
    case kExitUsage:
      return "wrong usage";
    case kExitData:
      return "bad data";
    case kExitStopped:
      return "stopped on purpose";
    case 128 + SIGKILL:  // a script around the program says so
      return "killed; often out of memory";
    default:
      return "unknown kind of failure";
  }
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// Else the words of an exception that nobody caught, else whatever came last.
std::string last_error(const std::vector<std::string>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (const auto text = error_text(*line)) return std::string(*text);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (starts_with(trim(*line), "what():")) return trim(*line);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (!trim(*line).empty()) return trim(*line);
  return "";
}

}  // namespace

std::optional<std::string_view> error_text(std::string_view line) {
  if (starts_with(line, "["))
    if (const auto end = line.find("] "); end != std::string_view::npos) line.remove_prefix(end + 2);
  if (!starts_with(line, "error: ")) return std::nullopt;
  return line.substr(7);
}

std::string describe_death(int exit_code, int signal_number, const std::vector<std::string>& log_tail) {
  std::string text;
  if (signal_number == SIGKILL) return "killed by signal 9 (SIGKILL; often out of memory)";
  if (signal_number == SIGABRT) {
    text = "aborted (SIGABRT)";
  } else if (signal_number != 0) {
    const char* name = ::sigabbrev_np(signal_number);
    text = fmt::format("killed by signal {} (SIG{})", signal_number, name == nullptr ? "?" : name);
  } else {
    text = fmt::format("exit code {} ({})", exit_code, exit_code_name(exit_code));
  }
  const std::string detail = last_error(log_tail);
  return detail.empty() ? text : text + ": " + detail;
}

}  // namespace sonosweep::farm
