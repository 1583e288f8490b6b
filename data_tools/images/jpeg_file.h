// JPEG images through libjpeg, which says what it had to guess.
#pragma once

#include <filesystem>

#include "data_tools/images/image.h"

namespace sonosweep::data_tools {

// CV_8U: the luma as stored, or BGR where the file stores R, G and B. Throws DataError naming the file:
// damaged or cut short (whatever libjpeg warns of), four colours for print; Error: not readable.
Image read_jpeg(const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
