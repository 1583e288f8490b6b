// Points in time as files carry them: "2026-05-04T03:02:01.123Z", in memory milliseconds since 1970.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sonosweep {

std::int64_t unix_ms_now();
// Years 0 to 9999.
std::string utc_text(std::int64_t unix_ms);
// Its inverse, for exactly that form; nothing for any other text and for dates that do not exist.
std::optional<std::int64_t> parse_utc(std::string_view text);

}  // namespace sonosweep
