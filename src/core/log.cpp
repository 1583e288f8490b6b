#include "core/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "core/unicode.h"

namespace sonosweep {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    return made;
  }();
  return *instance;
}

std::string& log_name() {
  static std::string name;
  return name;
}

}  // namespace

void log_line(LogLevel level, const std::string& text) {
  const char* mark = level == LogLevel::kError ? "error: " : level == LogLevel::kWarning ? "warning: " : "";
  if (log_name().empty()) {
    logger().info("{}{}", mark, for_terminal(text));
  } else {
    logger().info("[{}] {}{}", log_name(), mark, for_terminal(text));
  }
}

void set_log_name(const std::string& name) {
  log_name() = name;
}

}  // namespace sonosweep
