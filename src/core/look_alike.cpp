#include "core/look_alike.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "core/text.h"
#include "core/unicode.h"

namespace sonosweep {
namespace {

struct Pair {
  unsigned code;
  char latin;
};

// Greek and Cyrillic letters that Unicode's confusables.txt (UTS #39, of Unicode 15) takes for Latin ones.
constexpr Pair kPairs[] = {
    {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'}, {0x0399, 'I'}, {0x039A, 'K'},
    {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'},
    {0x03B1, 'a'}, {0x03B3, 'y'}, {0x03B9, 'i'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C3, 'o'},
    {0x03C5, 'u'}, {0x0405, 'S'}, {0x0406, 'I'}, {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'},
    {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'},
    {0x0423, 'Y'}, {0x0425, 'X'}, {0x04AE, 'Y'}, {0x04C0, 'I'}, {0x050C, 'G'}, {0x051A, 'Q'}, {0x051C, 'W'},
    {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'},
    {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x04AF, 'y'}, {0x04BB, 'h'}, {0x04CF, 'l'}, {0x0501, 'd'},
    {0x051B, 'q'}, {0x051D, 'w'},
};

// The letter of an alphabet of two bytes in UTF-8 that begins at `at`; null: none that looks like a Latin
// one.
const Pair* pair_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (at + 1 >= text.size() || (byte(at) & 0xE0) != 0xC0) return nullptr;
  const unsigned code = (byte(at) & 0x1FU) << 6 | (byte(at + 1) & 0x3FU);
  const auto found =
      std::find_if(std::begin(kPairs), std::end(kPairs), [&](const Pair& pair) { return pair.code == code; });
  return found == std::end(kPairs) ? nullptr : found;
}

std::string in_latin(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Pair* pair = pair_at(text, i);
    out += pair != nullptr ? pair->latin : text[i];
    if (pair != nullptr) ++i;
  }
  return out;
}

// Of so few digits that a double tells them all.
std::optional<double> number_of(const std::string& text) {
  constexpr std::size_t kMostDigits = 15;
  return text.size() <= kMostDigits ? parse_number(text) : std::nullopt;
}

}  // namespace

std::string look_alike_key(std::string_view name) {
  const std::string key = name_key(in_latin(name));
  const auto number = number_of(key);
  return number ? fmt::format("{}", *number) : key;
}

std::string look_alike_reason(std::string_view a, std::string_view b) {
  for (const auto name : {a, b})
    for (std::size_t i = 0; i < name.size(); ++i)
      if (const Pair* pair = pair_at(name, i))
        return fmt::format("U+{:04X} looks like {}", pair->code, pair->latin);
  return "they are one number";
}

}  // namespace sonosweep
