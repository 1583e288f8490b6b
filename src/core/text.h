// Small helpers on text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sonosweep {

std::string trim(std::string_view text);
// Split at every separator, pieces trimmed; an empty text gives no pieces.
std::vector<std::string> split_list(std::string_view text, char separator = ',');
// What was meant where a list has something else for its commas, as "0;20;40", "[0 20 40]" or "0,01; 0,1"
// (with decimal commas): "0,20,40". "" where there is nothing to guess.
std::string comma_list_guess(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool is_valid_utf8(std::string_view text);

// The whole text as a number, locale-independent; nothing if any of it is not part of the number ("nan" and
// "inf" are none).
std::optional<long long> parse_integer(std::string_view text);
std::optional<double> parse_number(std::string_view text);

// The candidate with the smallest edit distance to `name`; nothing if none is similar.
std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& candidates);
// "; did you mean 'epochs'?" or "".
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

// "1 run", "3 runs", "0 runs"; `plural` where it is not the noun with an s.
template <typename Count>
std::string counted(Count count, const std::string& noun, const std::string& plural = "") {
  const auto number = std::to_string(count);
  return number + " " + (number == "1" ? noun : plural.empty() ? noun + "s" : plural);
}

// "1 h 02 min", "3 min 05 s", "7 s".
std::string human_duration(double seconds);
// "12.3 MB".
std::string human_bytes(double bytes);

}  // namespace sonosweep
