// One synthetic video with its annotations and its truth, in memory.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "data_tools/phantom/annotator.h"
#include "data_tools/phantom/cohort.h"
#include "data_tools/phantom/layout.h"

namespace sonosweep::data_tools {

struct Annotation {
  std::string annotator;
  std::vector<cv::Mat> confidence;  // per class, uint16, empty where there is none
};

struct SyntheticVideo {
  Layout layout;
  std::vector<cv::Mat> frames;          // uint8 [height,width]
  std::vector<cv::Mat> truth;           // of each frame: uint8 [height,width], bit k where class k is
  std::vector<cv::Mat> masks;           // frame 0: per class, uint8 0/255, empty where there is none
  std::vector<Annotation> annotations;  // frame 0
};

// Depends on the arguments only; `index` is the scan's place in the cohort.
SyntheticVideo make_video(const PhantomOptions& options, const Scan& scan, std::size_t index,
                          const std::vector<Annotator>& annotators);

}  // namespace sonosweep::data_tools
