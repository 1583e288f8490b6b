#include "tasks/made_up_videos.h"

#include <fmt/format.h>

#include <algorithm>

namespace sonosweep::tasks::testing {

TaskVideo made_up_video(const std::string& id, const std::string& patient, int day, const std::string& view,
                        std::optional<double> sf_ratio) {
  TaskVideo video;
  video.id = id;
  video.patient = patient;
  video.day = day;
  video.view = view;
  video.zone = view.back() - '0';
  video.num_frames = 10;
  video.sf_ratio = sf_ratio;
  return video;
}

std::vector<TaskVideo> made_up_zones(const std::vector<int>& videos_of_zone) {
  std::vector<TaskVideo> videos;
  const int most =
      videos_of_zone.empty() ? 0 : *std::max_element(videos_of_zone.begin(), videos_of_zone.end());
  for (int i = 0; i < most; ++i)
    for (std::size_t z = 0; z < videos_of_zone.size(); ++z)
      if (i < videos_of_zone[z])
        videos.push_back(made_up_video(fmt::format("v{}", videos.size()), fmt::format("p{}", i), 0,
                                       fmt::format("{}{}", i % 2 == 0 ? 'R' : 'L', z + 1),
                                       7 * i % 10 / 10.0));
  return videos;
}

MadeUpIndex& MadeUpIndex::patient(const std::string& id, int readmitted) {
  index.patients.push_back({id, readmitted});
  return *this;
}

MadeUpIndex& MadeUpIndex::video(const std::string& id, const std::string& patient, int day,
                                const std::string& view) {
  data::Video video;
  video.id = id;
  video.patient = patient;
  video.day = day;
  video.view = view;
  video.first_frame = index.num_frames;
  video.num_frames = 3;
  index.num_frames += 3;
  index.videos.push_back(video);
  return *this;
}

MadeUpIndex& MadeUpIndex::sf(const std::string& patient, int day, double ratio) {
  index.clinical.push_back({patient, day, ratio, 477 * ratio});
  return *this;
}

}  // namespace sonosweep::tasks::testing
