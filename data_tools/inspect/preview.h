// A picture of one annotated frame: the frame, the frame with the confidence of each class in colour, and the
// true structures where they are known.
#pragma once

#include <string>

#include <opencv2/core.hpp>

#include "data/pack_reader.h"

namespace sonosweep::data_tools {

// BGR. Shows the first annotated frame of the video (the mean of its annotators), or its first frame if there
// is none. Colours: Okabe and Ito's palette, distinguishable with impaired colour vision. Small images are
// enlarged. Throws UsageError naming the nearest video if there is no `video`.
cv::Mat draw_preview(const data::PackReader& reader, const std::string& video);

}  // namespace sonosweep::data_tools
