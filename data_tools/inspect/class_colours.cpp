#include "data_tools/inspect/class_colours.h"

#include <fmt/format.h>

namespace sonosweep::data_tools {

std::array<std::uint8_t, 3> class_colour(std::size_t c) {
  static constexpr std::array<std::array<std::uint8_t, 3>, 7> kPalette = {{
      {230, 159, 0},    // orange
      {86, 180, 233},   // sky blue
      {0, 158, 115},    // bluish green
      {240, 228, 66},   // yellow
      {204, 121, 167},  // reddish purple
      {213, 94, 0},     // vermillion
      {0, 114, 178},    // blue
  }};
  return kPalette[c % kPalette.size()];
}

std::string class_colour_text(std::size_t c) {
  const auto [red, green, blue] = class_colour(c);
  return fmt::format("#{:02x}{:02x}{:02x}", red, green, blue);
}

}  // namespace sonosweep::data_tools
