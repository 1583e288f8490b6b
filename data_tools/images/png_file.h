// PNG images through libpng: with palettes, transparency and orientation as they are meant.
#pragma once

#include <filesystem>

#include "data_tools/images/image.h"

namespace sonosweep::data_tools {

// Gray of less than 8 bits is spread over 0..255; a palette becomes its colours; tRNS becomes alpha. Of an
// animation: the first picture. Throws DataError naming the file: damaged (each chunk has a checksum), cut
// short, two images in one; Error: not readable.
Image read_png(const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
