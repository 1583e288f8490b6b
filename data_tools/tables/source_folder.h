// A source folder as its tables describe it; the files they name are not opened here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/pack.h"
#include "data_tools/faults.h"
#include "data_tools/frame_source.h"
#include "data_tools/maps/confidence_map.h"
#include "data_tools/resize.h"

namespace sonosweep::data_tools {

// What videos of ultrasound have; other values are noted.
constexpr double kLeastFps = 1, kMostFps = 1000;
constexpr double kLeastDepthCm = 1, kMostDepthCm = 50;

struct SourceVideo {
  data::Video row;  // first_frame, num_frames, sha256 are not known yet
  std::filesystem::path path;
  std::filesystem::path true_frames;  // folder of images, one a frame; empty where there is none
  FrameOptions options;               // columns bit_depth, images
  std::string sha256;  // of the file's bytes as videos.csv says, in lower case; empty: not said
  Place where;         // in videos.csv
};

struct SourceMap {
  std::size_t channel = 0;  // index into classes
  std::filesystem::path path;
  MapOptions options;
  Place where;
};

// One row of /annotations: what one annotator painted on one frame.
struct SourceAnnotation {
  std::size_t video = 0;  // index into videos
  std::int64_t frame = 0;
  std::string annotator;
  std::vector<SourceMap> maps;   // at most one per class; a class without one has confidence 0
  std::vector<SourceMap> truth;  // the true masks of that frame
  Place where;                   // of its first map
};

struct SourceFolder {
  std::string name;
  std::vector<std::string> classes;
  std::optional<std::uint64_t> full_scale;    // of dataset.ini, for maps whose row says none
  std::optional<Fit> fit;                     // of dataset.ini
  std::vector<SourceVideo> videos;            // in the order of videos.csv
  std::vector<SourceAnnotation> annotations;  // in the order of their first row in annotations.csv
  std::vector<data::ClinicalRow> clinical;
  std::size_t clinical_not_measured = 0;                  // rows of clinical.csv without a value
  std::vector<std::pair<std::string, int>> not_measured;  // patient and day of them, where they can be read
  std::vector<data::Patient> patients;                    // of patients.csv
  std::string truth_parameters;
  bool has_true_frames = false;  // true structures of every frame are given: every video must have them
};

// Reads and checks all tables. Whatever is wrong goes to `faults`; rows with faults are left out of the
// result. sf_scale: S/F ratios are divided by it (477 in the paper).
SourceFolder read_source_folder(const std::filesystem::path& folder, double sf_scale, Faults& faults);

}  // namespace sonosweep::data_tools
