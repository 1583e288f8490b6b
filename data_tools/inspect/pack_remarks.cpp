#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "data_tools/faults.h"
#include "data_tools/inspect/pack_facts.h"

namespace sonosweep::data_tools {
namespace {

using data::PackIndex;
using Days = std::vector<std::pair<std::string, int>>;

class Remarks {
 public:
  Remarks(const PackIndex& index, const PackFacts& facts) : index_(index), facts_(facts) {}

  // The videos for which `is` holds, if there are any.
  template <typename Is>
  void videos(bool is_serious, const std::string& what, Is&& is) {
    std::vector<std::size_t> found;
    for (std::size_t v = 0; v < index_.videos.size(); ++v)
      if (is(index_.videos[v], facts_.videos[v])) found.push_back(v);
    if (found.empty()) return;
    all_.push_back({is_serious, fmt::format("{} {}", counted(found.size(), "video"), what), found, what});
  }

  void days(const char* thing, const std::string& what, const Days& found) {
    if (found.empty()) return;
    std::vector<std::string> names;
    for (const auto& [patient, day] : found) names.push_back(fmt::format("{} day {}", patient, day));
    pack(fmt::format("{} {}: {}", counted(found.size(), thing), what, some_of(names)));
  }

  void pack(const std::string& text) { all_.push_back({false, text, {}, ""}); }

  // The same pixels under two names: two rows of one file, or one patient in training and test.
  void same_frames() {
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t v = 0; v < index_.videos.size(); ++v) groups[index_.videos[v].sha256].push_back(v);
    std::map<std::size_t, std::vector<std::size_t>> in_order;
    for (const auto& [sum, videos] : groups)
      if (videos.size() > 1) in_order[videos.front()] = videos;
    for (const auto& [first, videos] : in_order) {
      std::set<std::string> patients;
      for (const auto v : videos) patients.insert(index_.videos[v].patient);
      const std::string why =
          patients.size() > 1 ? ", though they are of different patients: training and test may share them"
                              : "";
      all_.push_back({true,
                      fmt::format("{} videos have the same frames, pixel by pixel{}", videos.size(), why),
                      videos, fmt::format("has the same frames as {} more{}", videos.size() - 1, why)});
    }
  }

  void classes() {
    for (std::size_t c = 0; c < index_.classes.size(); ++c) {
      const std::string& name = index_.classes[c];
      if (facts_.classes[c].painted_rows == 0 && !index_.annotations.empty())
        pack(fmt::format("class '{}' is painted nowhere", name));
      const auto covers = [c](const data::Video&, const VideoFacts& video) {
        return static_cast<double>(video.classes[c].labelled[0]) >
               kNearlyWholeFrame * static_cast<double>(video.classes[c].pixels);
      };
      videos(
          true,
          fmt::format("with class '{}' over more than {:.0f} % of the annotated frames: is its map inverted?",
                      name, 100 * kNearlyWholeFrame),
          covers);
    }
  }

  std::vector<PackRemark> take() {
    std::stable_sort(all_.begin(), all_.end(),
                     [](const PackRemark& a, const PackRemark& b) { return a.is_serious && !b.is_serious; });
    return std::move(all_);
  }

 private:
  const PackIndex& index_;
  const PackFacts& facts_;
  std::vector<PackRemark> all_;
};

bool nothing_is_painted(const VideoFacts& video) {
  return std::all_of(video.classes.begin(), video.classes.end(),
                     [](const LabelCounts& labels) { return labels.painted_rows == 0; });
}

}  // namespace

std::vector<PackRemark> pack_remarks(const PackIndex& index, const PackFacts& facts) {
  Remarks remarks(index, facts);
  using data::Video;
  remarks.same_frames();
  remarks.videos(true, "of one single gray: is the file empty, or its decoding wrong?",
                 [](const Video&, const VideoFacts& video) { return video.least_gray == video.most_gray; });
  remarks.classes();
  remarks.videos(true, "with annotations in which nothing is painted",
                 [](const Video&, const VideoFacts& video) {
                   return video.annotations > 0 && nothing_is_painted(video);
                 });
  remarks.videos(false, "without an annotation",
                 [](const Video&, const VideoFacts& video) { return video.annotations == 0; });
  remarks.videos(false, "without a day or a view: no clinical task uses them",
                 [](const Video& video, const VideoFacts&) { return video.day < 0 || video.view.empty(); });
  if (!index.clinical.empty())
    remarks.days("video day", "without an S/F ratio", facts.clinical.days_without_ratio);
  remarks.days("S/F ratio", "of days without a video", facts.clinical.ratios_without_video);
  if (index.schema_version == 1)
    remarks.pack(
        "this pack is of schema version 1, which does not keep what packing noted and how pictures were "
        "resized; a pack converted again does");
  return remarks.take();
}

}  // namespace sonosweep::data_tools
