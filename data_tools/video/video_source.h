// A video file as a FrameSource.
#pragma once

#include <filesystem>
#include <memory>

#include "data_tools/file_kind.h"
#include "data_tools/frame_source.h"

namespace sonosweep::data_tools {

// Throws DataError naming the file: damaged, cut short, in a format that holds no pictures.
std::unique_ptr<FrameSource> open_video_source(const std::filesystem::path& path, FileKind kind);

}  // namespace sonosweep::data_tools
