#include "data/h5_name.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sonosweep::data {
namespace {

struct Escape {
  char character;
  std::string_view escaped;
};
constexpr std::array<Escape, 3> kEscapes = {{{'%', "%25"}, {'/', "%2F"}, {'.', "%2E"}}};

}  // namespace

std::string h5_name(const std::string& text) {
  std::string name;
  for (const char character : text) {
    const auto* found = std::find_if(kEscapes.begin(), kEscapes.end(),
                                     [&](const Escape& escape) { return escape.character == character; });
    if (found == kEscapes.end() || (character == '.' && !name.empty()))
      name += character;
    else
      name += found->escaped;
  }
  return name;
}

std::string text_of_h5_name(const std::string& name) {
  std::string text;
  for (std::size_t i = 0; i < name.size();) {
    const auto* found = std::find_if(kEscapes.begin(), kEscapes.end(), [&](const Escape& escape) {
      return name.compare(i, escape.escaped.size(), escape.escaped) == 0;
    });
    text += found == kEscapes.end() ? name[i] : found->character;
    i += found == kEscapes.end() ? 1 : found->escaped.size();
  }
  return text;
}

}  // namespace sonosweep::data
