// Videos given as images: a folder with one image a frame, or a single one.
#pragma once

#include <filesystem>
#include <memory>

#include "data_tools/frame_source.h"

namespace sonosweep::data_tools {

// In natural order of the names. Throws DataError naming the folder: no images, something else among them,
// or, unless options.any_numbering, names that do not number them one by one (check_numbering()).
std::unique_ptr<FrameSource> open_image_folder(const std::filesystem::path& folder,
                                               const FrameOptions& options);
std::unique_ptr<FrameSource> open_image(const std::filesystem::path& path, const FrameOptions& options);

}  // namespace sonosweep::data_tools
