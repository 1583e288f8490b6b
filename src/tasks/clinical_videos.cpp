#include "tasks/clinical_videos.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::tasks {
namespace {

using PatientDay = std::pair<std::string, int>;

std::map<PatientDay, double> sf_ratios(const data::PackIndex& index) {
  std::map<PatientDay, double> ratios;
  for (const auto& row : index.clinical) ratios[{row.patient, row.day}] = row.sf_ratio;
  return ratios;
}

bool comes_first(const TaskVideo& a, const TaskVideo& b) {
  return std::tie(a.patient, a.day, a.view, a.id) < std::tie(b.patient, b.day, b.view, b.id);
}

}  // namespace

TaskVideos clinical_videos(const data::PackIndex& index, const std::vector<std::string>& patients) {
  const std::set<std::string> wanted(patients.begin(), patients.end());
  const auto ratios = sf_ratios(index);
  TaskVideos out;
  for (std::size_t row = 0; row < index.videos.size(); ++row) {
    const data::Video& video = index.videos[row];
    if (wanted.count(video.patient) == 0) continue;
    std::vector<std::string> missing;
    if (video.day < 0) missing.emplace_back("no day");
    if (video.view.empty()) missing.emplace_back("no view");
    if (!missing.empty()) {
      out.left_out.push_back(fmt::format("{}: {}", video.id, join(missing, ", ")));
      continue;
    }
    TaskVideo kept;
    kept.video = static_cast<std::int64_t>(row);
    kept.id = video.id;
    kept.patient = video.patient;
    kept.day = video.day;
    kept.view = video.view;
    kept.zone = video.view.back() - '0';
    kept.num_frames = video.num_frames;
    const auto ratio = ratios.find({video.patient, video.day});
    if (ratio != ratios.end()) kept.sf_ratio = ratio->second;
    out.videos.push_back(std::move(kept));
  }
  std::sort(out.videos.begin(), out.videos.end(), comes_first);
  return out;
}

TaskVideos videos_with_sf_ratio(const data::PackIndex& index, const std::vector<std::string>& patients) {
  TaskVideos out = clinical_videos(index, patients);
  const auto kept = std::stable_partition(out.videos.begin(), out.videos.end(),
                                          [](const TaskVideo& video) { return video.sf_ratio.has_value(); });
  for (auto video = kept; video != out.videos.end(); ++video)
    out.left_out.push_back(
        fmt::format("{}: {} has no S/F ratio on day {}", video->id, video->patient, video->day));
  out.videos.erase(kept, out.videos.end());
  return out;
}

void check_no_shared_patient(const std::vector<TaskVideo>& train, const std::vector<TaskVideo>& validation,
                             const std::vector<TaskVideo>& test) {
  std::map<std::string, std::set<std::string>> sides;  // of each patient
  for (const auto& [videos, side] :
       {std::pair(&train, "train"), {&validation, "validation"}, {&test, "test"}})
    for (const auto& video : *videos) sides[video.patient].insert(side);
  for (const auto& [patient, its_sides] : sides)
    if (its_sides.size() > 1)
      throw_error<DataError>(
          "patient '{}' has videos in {}; a patient may be on one side of a split only, so nothing "
          "is trained on this one",
          patient, fmt::join(its_sides, " and in "));
}

}  // namespace sonosweep::tasks
