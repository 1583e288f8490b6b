// Where a picture or an animation ends, for file_structure.cpp.
#pragma once

#include "data_tools/file_kind.h"
#include "data_tools/video/placed_bytes.h"

namespace sonosweep::data_tools {

// Of PNG, animated or not.
FileStructure png_structure(PlacedBytes& file);
FileStructure gif_structure(PlacedBytes& file);
FileStructure jpeg_structure(PlacedBytes& file);

}  // namespace sonosweep::data_tools
