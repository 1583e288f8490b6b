// truth/parameters.json: everything that was planted.
#pragma once

#include <string>
#include <vector>

#include "data_tools/phantom/annotator.h"
#include "data_tools/phantom/cohort.h"
#include "data_tools/phantom/layout.h"
#include "data_tools/phantom/reference_iou.h"

namespace sonosweep::data_tools {

// What the truth keeps of a video, in the order of the cohort's scans.
struct VideoTruth {
  double depth_mm = 0, pleura_mm = 0;
  int b_lines = 0, a_lines = 0, sub_a_lines = 0;
};
VideoTruth video_truth(const Layout& layout);

std::string truth_json(const PhantomOptions& options, const Cohort& cohort,
                       const std::vector<Annotator>& annotators, const std::vector<VideoTruth>& videos,
                       const ReferenceIou& reference);

}  // namespace sonosweep::data_tools
