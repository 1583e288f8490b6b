// Reads PNG files back, by cairo.
#pragma once

#include <string>

#include "analysis/figures/png.h"

namespace sonosweep::analysis::testing {

// Throws std::runtime_error where it is none.
RgbImage pixels_of_png(const std::string& bytes);

// How many different colours are in it: 1 = blank.
std::size_t count_colours(const RgbImage& image);

}  // namespace sonosweep::analysis::testing
