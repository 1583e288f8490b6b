#include "analysis/figures/style.h"

#include <fmt/format.h>

namespace sonosweep::analysis {

SeriesStyle series_style(std::size_t index) {
  static const std::array<const char*, 7> colours = {"#0072b2", "#d55e00", "#009e73", "#000000",
                                                     "#cc79a7", "#e69f00", "#56b4e9"};
  static const std::array<const char*, 7> dashes = {"",     "7 3",         "2 2", "9 3 2 3",
                                                    "12 4", "5 2 1 2 1 2", "4 4"};
  const std::size_t round = index / colours.size();
  return {colours[index % 7], dashes[(index + round) % 7], static_cast<Marker>((index + round) % 7)};
}

Rgb class_colour(std::size_t index) {
  static const std::array<Rgb, 7> colours = {{{230, 159, 0},
                                              {86, 180, 233},
                                              {0, 158, 115},
                                              {240, 228, 66},
                                              {204, 121, 167},
                                              {213, 94, 0},
                                              {0, 114, 178}}};
  return colours[index % colours.size()];
}

std::string hex_colour(const Rgb& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]);
}

}  // namespace sonosweep::analysis
