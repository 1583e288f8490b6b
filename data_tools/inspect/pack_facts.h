// What is inside a pack, in numbers: what the page and the JSON of sonosweep-inspect say.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/pack_reader.h"

namespace sonosweep::data_tools {

// Percent; 0 means above 0. Labels as analysis/METHOD.md section 1 has them.
constexpr std::array<int, 7> kShownThresholds = {0, 20, 40, 50, 60, 80, 100};
// Bins of confidence: (0,10) %, [10,20) %, .., [90,100) %, exactly 100 %; 0 is in none.
constexpr std::size_t kConfidenceBins = 11;
constexpr std::size_t kGrayBins = 32;      // of 8 grays each
constexpr std::int64_t kGrayFrames = 16;   // of a video, at most, evenly spread: the first and the last too
constexpr double kNearlyWholeFrame = 0.9;  // share of a frame from which a map may be inverted

// One class in some annotation rows.
struct LabelCounts {
  std::int64_t rows = 0, painted_rows = 0;  // annotation rows; those in which it is above 0 anywhere
  std::int64_t pixels = 0;                  // of all rows
  std::array<std::int64_t, kShownThresholds.size()> labelled{};         // pixels at each threshold
  std::array<std::set<std::size_t>, kShownThresholds.size()> patients;  // that have any (rows of /patients)
  std::array<std::int64_t, kConfidenceBins> bins{};
  void add(const LabelCounts& other);
};

struct GroupCounts {
  std::int64_t videos = 0, frames = 0, annotations = 0;
  std::set<int> days;
};

struct VideoFacts {
  std::int64_t shown_frame = 0;          // the first annotated one, or 0
  std::vector<std::int64_t> shown_rows;  // annotation rows of that frame
  std::int64_t annotations = 0;          // rows
  std::set<std::int64_t> annotated_frames;
  std::set<std::string> annotators;
  std::vector<LabelCounts> classes;
  // Of some of its frames.
  std::int64_t gray_frames = 0;
  std::array<std::int64_t, kGrayBins> grays{};
  int least_gray = 255, most_gray = 0;
  double mean_gray = 0;
};

struct Range {
  std::size_t count = 0;  // values known
  double least = 0, median = 0, most = 0;
};

struct ClinicalFacts {
  Range sf_ratio, sf_ratio_raw;
  std::size_t patients = 0;                          // with a ratio
  std::set<std::pair<std::string, int>> video_days;  // patient and day of videos that have a day
  std::vector<std::pair<std::string, int>> days_without_ratio, ratios_without_video;
  std::size_t readmitted = 0, not_readmitted = 0, unknown = 0;  // patients
};

// Something to look at; `videos` are rows of /videos.
struct PackRemark {
  bool is_serious = false;  // something is probably wrong; otherwise something is only not there
  std::string text;
  std::vector<std::size_t> videos;
  std::string of_video;  // the same of a single one; "" where it is of none
};

struct PackFacts {
  std::vector<std::pair<std::string, GroupCounts>> patients, views;  // in the pack's, in the protocol's order
  std::map<std::string, GroupCounts> annotators;
  std::vector<LabelCounts> classes;
  std::map<std::string, std::vector<LabelCounts>> by_annotator;
  std::int64_t annotated_frames = 0;
  std::vector<VideoFacts> videos;
  ClinicalFacts clinical;
  Range frames, fps, depth_cm, day;  // of videos; what is unknown is not counted
  std::vector<PackRemark> remarks;   // of this program; the pack's own notes are not among them
};

// Reads all maps and some frames of each video, one at a time. Throws DataError (a damaged frame).
PackFacts pack_facts(const data::PackReader& reader);

// What may be wrong with what came in (pack_remarks.cpp). `facts` are whole but for their remarks.
std::vector<PackRemark> pack_remarks(const data::PackIndex& index, const PackFacts& facts);

// "12.3 %", "<0.01 %" where it is not 0 but small, "-" of nothing.
std::string share_text(std::int64_t part, std::int64_t whole);

}  // namespace sonosweep::data_tools
