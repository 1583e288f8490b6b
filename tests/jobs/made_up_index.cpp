#include "jobs/made_up_index.h"

namespace sonosweep::testing {

data::PackIndex made_up_index(int patients, const std::vector<int>& days) {
  constexpr int kFrames = 10;
  data::PackIndex index;
  index.name = "made up";
  index.classes = {"a_line"};
  index.height = index.width = 32;
  index.checksum = "abc";
  for (int p = 0; p < patients; ++p) {
    const auto id = "p" + std::to_string(p);
    data::Patient patient;
    patient.id = id;
    patient.readmitted_30d = p % 2;
    index.patients.push_back(patient);
    for (const int day : days) {
      data::Video video;
      video.id = id + "-" + std::to_string(day);
      video.patient = id;
      video.day = day;
      video.view = "R1";
      video.first_frame = index.num_frames;
      video.num_frames = kFrames;
      if (day == days.front())
        index.annotations.push_back({static_cast<std::int64_t>(index.videos.size()), 0, "reader"});
      index.videos.push_back(video);
      index.num_frames += kFrames;
      index.clinical.push_back({id, day, 0.5 + 0.01 * p + 0.1 * day, 0});
    }
  }
  return index;
}

data::PackIndex index_of_videos(const std::vector<std::int64_t>& frames, int side) {
  data::PackIndex index;
  index.height = index.width = side;
  for (const auto count : frames) {
    data::Video video;
    video.first_frame = index.num_frames;
    video.num_frames = count;
    index.videos.push_back(video);
    index.num_frames += count;
  }
  return index;
}

}  // namespace sonosweep::testing
