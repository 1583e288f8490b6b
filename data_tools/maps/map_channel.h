// Which of an image's channels is the confidence.
#pragma once

#include <filesystem>

#include "data_tools/images/image.h"
#include "data_tools/maps/confidence_map.h"

namespace sonosweep::data_tools {

// CV_8U or CV_16U [H,W]. MapChannel::kFound: the transparency where the file has one, else gray. It is not
// decided here where it would be a guess: a transparency that is the same everywhere, or that has two values
// while what is seen has several colours. Throws DataError naming the file and the choice; also for colours,
// and for a channel that is not there.
cv::Mat confidence_channel(const std::filesystem::path& path, const Image& image, MapChannel wanted);

}  // namespace sonosweep::data_tools
