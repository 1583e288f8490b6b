#include "core/utc_time.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace sonosweep {
namespace {

constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";  // 0 = a digit

int digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (std::size_t i = from; i < from + count; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

// Whole seconds, rounded down also before 1970.
std::int64_t seconds_of(std::int64_t unix_ms) {
  return unix_ms / 1000 - (unix_ms % 1000 < 0 ? 1 : 0);
}

}  // namespace

std::int64_t unix_ms_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string utc_text(std::int64_t unix_ms) {
  const std::time_t seconds = seconds_of(unix_ms);
  std::tm time{};
  ::gmtime_r(&seconds, &time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", time.tm_year + 1900, time.tm_mon + 1,
                     time.tm_mday, time.tm_hour, time.tm_min, time.tm_sec, unix_ms - seconds * 1000);
}

std::optional<std::int64_t> parse_utc(std::string_view text) {
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = kForm[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == kForm[i];
    if (!fits) return std::nullopt;
  }
  std::tm time{};
  time.tm_year = digits(text, 0, 4) - 1900;
  time.tm_mon = digits(text, 5, 2) - 1;
  time.tm_mday = digits(text, 8, 2);
  time.tm_hour = digits(text, 11, 2);
  time.tm_min = digits(text, 14, 2);
  time.tm_sec = digits(text, 17, 2);
  const std::int64_t ms = static_cast<std::int64_t>(::timegm(&time)) * 1000 + digits(text, 20, 3);
  // timegm() carries what is too large (32 April) on; then the text is another one.
  if (utc_text(ms) != text) return std::nullopt;
  return ms;
}

}  // namespace sonosweep
