#include "chaos/chaos_study.h"

#include <cstdint>
#include <fstream>
#include <vector>

#include "data/pack_writer.h"
#include "jobs/made_up_index.h"
#include "study/grid.h"
#include "study/study_file.h"

namespace sonosweep::chaos {
namespace {

constexpr int kPatients = 12;
constexpr const char* kStudy =
    "[study]\nname = chaos\ncontrols =\ndevice = cpu\ntest_patients = 2\nvalidation_patients = 2\n"
    "[segmentation]\nepochs = 4\n[sf_change]\nepochs = 4\n[sf_ratio]\nepochs = 4\n[readmission]\nepochs = "
    "4\n";

}  // namespace

void write_chaos_study(const std::filesystem::path& folder) {
  std::ofstream(folder / "study.ini") << kStudy;
  auto index = testing::made_up_index(kPatients);
  for (auto& row : index.clinical) row.sf_ratio_raw = 477 * row.sf_ratio;
  data::PackWriter writer(folder / "pack.h5", index.height, index.width, 1);
  const auto pixels = static_cast<std::size_t>(index.height * index.width);
  for (const auto& video : index.videos) {
    const std::vector<std::uint8_t> frames(pixels * static_cast<std::size_t>(video.num_frames), 100);
    writer.append_frames(frames.data(), video.num_frames);
    writer.end_video(video);
  }
  const std::vector<std::uint16_t> confidence(pixels, 5000);
  for (const auto& annotation : index.annotations)
    writer.add_annotation(annotation, confidence.data(), nullptr);
  writer.finish(index);
}

const std::vector<std::string>& chaos_run_ids() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> all;
    for (const auto& run : study::all_runs(study::parse_study(kStudy, "study.ini"))) all.push_back(run.id());
    return all;
  }();
  return ids;
}

jobs::StudySetup chaos_study() {
  return jobs::set_up_study(testing::made_up_index(kPatients), study::parse_study(kStudy, "study.ini"));
}

}  // namespace sonosweep::chaos
