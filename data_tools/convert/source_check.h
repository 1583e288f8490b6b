// The first look at everything a source folder names: first frames, all maps and masks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "data_tools/faults.h"
#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {

struct SourceCheck {
  std::vector<cv::Size> video_sizes;  // of each video, empty (0x0) if it cannot be used
  std::vector<bool> annotation_good;  // of each annotation row
};

using ShowProgress = std::function<void(const std::string&)>;

// Opens each video and decodes its first frame, and the true structures of that one; reads every map and
// compares its size with the video's, and all maps of a class with each other (map_values.h, shared_maps.h).
// A video without fps gets its file's. Faults come in the order of the tables, whatever `jobs`.
SourceCheck check_source(SourceFolder& source, int jobs, Faults& faults, const ShowProgress& show);

// A row's maps as they go into the pack, at `size`: basis points [C,H,W], masks [C,H,W].
struct LoadedAnnotation {
  std::vector<std::uint16_t> confidence;
  std::vector<std::uint8_t> truth;  // empty if there is none
};
// Throws DataError naming the table's row and the file: as read_confidence_map(), and a size other than
// `native`.
LoadedAnnotation load_annotation(const SourceAnnotation& annotation, std::size_t classes, cv::Size native,
                                 cv::Size size, Fit fit);

}  // namespace sonosweep::data_tools
