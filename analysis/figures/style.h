// Colours, dashes and markers that can be told apart by colour-blind eyes and in grey print.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace sonosweep::analysis {

enum class Marker { kCircle, kSquare, kTriangle, kDiamond, kTriangleDown, kCross, kPlus };

struct SeriesStyle {
  std::string colour;  // "#0072b2"
  std::string dash;    // SVG's stroke-dasharray; "" = solid
  Marker marker = Marker::kCircle;
};

// Colours of Okabe and Ito, "Color Universal Design" (2008), without yellow, which white paper swallows. No
// two of the first 49 agree in both colour and dash, and none of the first 7 in any of the three.
SeriesStyle series_style(std::size_t index);

using Rgb = std::array<std::uint8_t, 3>;
// Of a class laid over a grayscale image: Okabe and Ito's without black. Repeats after 7.
Rgb class_colour(std::size_t index);
// "#e69f00".
std::string hex_colour(const Rgb& colour);

}  // namespace sonosweep::analysis
