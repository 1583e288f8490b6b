// Log lines on standard error; standard output is for results.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace sonosweep {

enum class LogLevel { kInfo, kWarning, kError };

// One line "[name] text"; warnings and errors say so. What the text quotes cannot steer a terminal:
// for_terminal() of unicode.h. Thread-safe.
void log_line(LogLevel level, const std::string& text);

// What stands in brackets before each line, for example "launch:0"; empty by default.
void set_log_name(const std::string& name);

template <typename... Args>
void log_info(fmt::format_string<Args...> text, Args&&... args) {
  log_line(LogLevel::kInfo, fmt::format(text, std::forward<Args>(args)...));
}
template <typename... Args>
void log_warning(fmt::format_string<Args...> text, Args&&... args) {
  log_line(LogLevel::kWarning, fmt::format(text, std::forward<Args>(args)...));
}
template <typename... Args>
void log_error(fmt::format_string<Args...> text, Args&&... args) {
  log_line(LogLevel::kError, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace sonosweep
