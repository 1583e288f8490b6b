// PNG files: of pixels, and of the figures' SVG (librsvg, cairo).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/figures/style.h"

namespace sonosweep::analysis {

struct RgbImage {
  int width = 0, height = 0;
  std::vector<Rgb> pixels;  // row by row
};

// Bytes of a PNG file of this image. The same pixels give the same bytes. Throws Error (an image without
// pixels).
std::string png_of_image(const RgbImage& image);

// Renders an SVG of width x height pixels `scale` times as large: a PNG of ceil(scale * width) x ceil(scale *
// height) pixels. Nothing outside the text is loaded. Throws Error where it is no SVG or larger than a
// picture can be.
std::string png_of_svg(const std::string& svg, double width, double height, double scale);

}  // namespace sonosweep::analysis
