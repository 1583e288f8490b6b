// Classes laid over a grayscale image.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/figures/figure.h"
#include "analysis/figures/png.h"

namespace sonosweep::analysis {

// gray [H,W], strength [C,H,W] of each class, 0..1: each class in its colour, as opaque as it is strong
// (three quarters at most), stronger ones on top.
RgbImage overlay(const std::vector<std::uint8_t>& gray, const std::vector<float>& strength, int height,
                 int width);

// The pixel of a plane [H,W] that lies deepest inside what is not 0, as (x, y); (-1, -1) where all is 0.
std::pair<int, int> deepest_pixel(const std::uint8_t* plane, int height, int width);

struct ImagePanel {
  std::string title;
  RgbImage image;
  // Where to write a class's number, so that classes are told apart without colours too: of each class (x, y)
  // or
  // (-1, -1).
  std::vector<std::pair<int, int>> numbers;
};

// Panels of equal size in rows, each pixel a whole number of pixels wide, and a legend of the classes below.
// Fills in svg, width and height.
void draw_panels(Figure& figure, const std::vector<ImagePanel>& panels,
                 const std::vector<std::string>& classes);

}  // namespace sonosweep::analysis
