// TIFF images through libtiff, whose complaints while decoding are taken for damage.
#pragma once

#include <filesystem>

#include "data_tools/images/image.h"

namespace sonosweep::data_tools {

// Whole numbers of 1, 2, 4, 8 or 16 bits: gray (black or white first), palette or RGB, with or without alpha,
// in strips or tiles; those of less than 8 bits are spread over 0..255. Throws DataError naming the file:
// damaged, cut short, several pages, other pixels (real or signed numbers, colours for print).
Image read_tiff(const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
