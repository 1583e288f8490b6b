// The control "shuffled": whose true masks each video gets in place of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/pack.h"

namespace sonosweep::tasks {

// By row of /videos: the row of the video whose masks it gets; videos of other patients keep their own. No
// video of these patients gets its own, and where there is more than one patient none gets a video of its own
// patient. Every video's masks are used once, unless one patient has more than half of the videos.
// Depends on the videos and these patients alone (in any order), so that it is the same for every run of a
// study. Throws UsageError where there are fewer than two videos.
std::vector<std::int64_t> videos_of_shuffled_masks(const data::PackIndex& index,
                                                   const std::vector<std::string>& patients);

// The frame of a video of `other_frames` that stands for frame `frame` of one of `frames`: as far into it.
std::int64_t frame_of_other_video(std::int64_t frame, std::int64_t frames, std::int64_t other_frames);

}  // namespace sonosweep::tasks
