// Videos that exist on paper only, for tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/pack.h"
#include "tasks/clinical_videos.h"

namespace sonosweep::tasks::testing {

// Row 0 of a pack, 10 frames; zone from the view.
TaskVideo made_up_video(const std::string& id, const std::string& patient, int day, const std::string& view,
                        std::optional<double> sf_ratio = {});

// n videos per entry in these zones, one patient each, dealt in turn; the S/F ratio of video i is (7 i mod
// 10) / 10, so that every class of pairs occurs.
std::vector<TaskVideo> made_up_zones(const std::vector<int>& videos_of_zone);

// The small tables of a pack, built up row by row.
struct MadeUpIndex {
  data::PackIndex index;

  MadeUpIndex& patient(const std::string& id, int readmitted);
  MadeUpIndex& video(const std::string& id, const std::string& patient, int day, const std::string& view);
  MadeUpIndex& sf(const std::string& patient, int day, double ratio);
};

}  // namespace sonosweep::tasks::testing
