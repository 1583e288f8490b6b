// The videos of some patients with what the clinical tasks need to know about them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/pack.h"

namespace sonosweep::tasks {

struct TaskVideo {
  std::int64_t video = 0;  // row in /videos of the pack
  std::string id, patient;
  int day = 0;
  std::string view;  // R1 .. L3
  int zone = 0;      // the view's digit: 1 upper front, 2 side, 3 lower back
  std::int64_t num_frames = 0;
  std::optional<double> sf_ratio;  // of (patient, day), in units of 477
};

struct TaskVideos {
  std::vector<TaskVideo> videos;      // by patient, day, view, id
  std::vector<std::string> left_out;  // one line each: "v012: no view", "v013: p3 has no S/F ratio on day 2"
};

// Every video of these patients that has a day and a view; the others are left out and listed.
TaskVideos clinical_videos(const data::PackIndex& index, const std::vector<std::string>& patients);

// The same, videos without an S/F ratio left out and listed too.
TaskVideos videos_with_sf_ratio(const data::PackIndex& index, const std::vector<std::string>& patients);

// Throws DataError naming the first patient that stands on two sides. Asked by every run of the videos it
// really is about to use.
void check_no_shared_patient(const std::vector<TaskVideo>& train, const std::vector<TaskVideo>& validation,
                             const std::vector<TaskVideo>& test);

}  // namespace sonosweep::tasks
