#include "core/unicode.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "core/text.h"

namespace sonosweep {
namespace {

std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* out = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &out,
                                   static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
  if (length < 0) return std::string(text);
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner(out, std::free);
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(length)};
}

struct Character {
  utf8proc_int32_t code;
  std::string_view bytes;
};

// Nothing for text that is not UTF-8.
std::vector<Character> characters(std::string_view text) {
  std::vector<Character> all;
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (length <= 0) return {};
    all.push_back({code, text.substr(0, static_cast<std::size_t>(length))});
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return all;
}

// Bytes that are not UTF-8 each count as one, of code -1.
std::vector<Character> characters_and_bytes(std::string_view text) {
  std::vector<Character> all;
  while (!text.empty()) {
    utf8proc_int32_t code = -1;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code);
    all.push_back(
        {length > 0 ? code : -1, text.substr(0, length > 0 ? static_cast<std::size_t>(length) : 1)});
    text.remove_prefix(all.back().bytes.size());
  }
  return all;
}

std::string written_out(const Character& character) {
  if (character.code >= 0) return fmt::format("<U+{:04X}>", character.code);
  return fmt::format("<0x{:02X}>", static_cast<unsigned char>(character.bytes[0]));
}

// Of Unicode's bidirectional algorithm: marks, embeddings, overrides, isolates.
bool turns_letters(utf8proc_int32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

bool steers_terminal(utf8proc_int32_t code) {
  return code < 0 || (utf8proc_category(code) == UTF8PROC_CATEGORY_CC && code != '\n' && code != '\t') ||
         code == 0x2028 || code == 0x2029 || turns_letters(code);
}

// Blanks of any width, line ends, control characters, and what has no shape at all.
bool is_unseen(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
      return true;
    default:
      return utf8proc_get_property(code)->ignorable;
  }
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// 007 -> 7, but not the decimals of 1.05.
std::string without_leading_zeros(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool decimals = i >= 2 && (text[i - 1] == '.' || text[i - 1] == ',') && is_digit(text[i - 2]);
    while (!decimals && i + 1 < end && text[i] == '0') ++i;
    out += text.substr(i, end - i);
    i = end;
  }
  return out;
}

// Runs of blanks become one.
std::string without_double_blanks(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

constexpr int kSeenOnly = UTF8PROC_COMPOSE | UTF8PROC_IGNORE | UTF8PROC_STRIPCC;
constexpr int kOneForm = kSeenOnly | UTF8PROC_COMPAT | UTF8PROC_LUMP;

}  // namespace

std::string to_nfc(std::string_view text) {
  return mapped(text, UTF8PROC_COMPOSE);
}

std::string clean_name(std::string_view text) {
  // Most names of most tables.
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) return trim(text);
  const auto all = characters(text);
  std::size_t first = 0, end = all.size();
  while (first < end && is_unseen(all[first].code)) ++first;
  while (end > first && is_unseen(all[end - 1].code)) --end;
  if (all.empty()) return std::string(text);
  std::string kept;
  for (std::size_t i = first; i < end; ++i) kept += all[i].bytes;
  return to_nfc(kept);
}

std::string name_key(std::string_view text) {
  return without_leading_zeros(without_double_blanks(mapped(text, kOneForm | UTF8PROC_CASEFOLD)));
}

std::string name_difference(std::string_view a, std::string_view b) {
  const auto same = [&](int options) { return mapped(a, options) == mapped(b, options); };
  if (same(UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD)) return "upper and lower case";
  if (without_leading_zeros(a) == without_leading_zeros(b)) return "leading zeros";
  if (without_double_blanks(mapped(a, kSeenOnly)) == without_double_blanks(mapped(b, kSeenOnly)))
    return "characters that cannot be seen";
  if (without_double_blanks(mapped(a, kOneForm)) == without_double_blanks(mapped(b, kOneForm)))
    return "the form of their characters (width, dashes, blanks)";
  return "case, leading zeros or the form of characters";
}

std::string visible(std::string_view text) {
  std::string out;
  for (const auto& character : characters_and_bytes(text)) {
    const auto code = character.code;
    if (code < 0 || (code != ' ' && is_unseen(code)))
      out += written_out(character);
    else
      out += character.bytes;
  }
  return out;
}

std::string for_terminal(std::string_view text) {
  std::string out;
  for (const auto& character : characters_and_bytes(text)) {
    if (steers_terminal(character.code))
      out += written_out(character);
    else
      out += character.bytes;
  }
  return out;
}

}  // namespace sonosweep
