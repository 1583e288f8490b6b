// Source folder to pack, in two phases: a first look at everything that is cheap to look at, then decoding.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data_tools/faults.h"
#include "data_tools/resize.h"
#include "data_tools/tables/clinical_match.h"

namespace sonosweep::data_tools {

struct ImageSize {
  int height = 0, width = 0;
};
// "224x320" = 224 high, 320 wide. Throws UsageError.
ImageSize parse_image_size(const std::string& text);
// "none", "gzip" (level 4), "gzip:1" .. "gzip:9": the level, 0 = none. Throws UsageError.
int parse_compression(const std::string& text);

struct ConvertOptions {
  std::filesystem::path source, output;
  std::optional<ImageSize> size;  // none: the native one, which all videos must share
  int jobs = 1;
  int gzip_level = 0;
  bool keep_going = false;
  double sf_scale = 477;
  std::optional<std::uint64_t>
      full_scale;          // of maps whose row in annotations.csv says none; before dataset.ini's
  std::optional<Fit> fit;  // before dataset.ini's; neither: stretch
  bool force = false;      // an output that is no pack is replaced
  std::vector<std::filesystem::path> other_inputs;  // read besides the source, never replaced
};

struct ConvertResult {
  bool written = false;
  Faults faults;  // with keep_going and written: what was left out
  // Of the pack, if written.
  std::size_t videos = 0, patients = 0, annotations = 0, clinical_rows = 0;
  std::int64_t frames = 0;
  ClinicalMatch clinical;                    // how the clinical tables fit the videos
  std::vector<std::string> further_columns;  // kept in the pack as text: "videos.csv: operator, probe"
  bool true_frames = false;                  // with the true structures of every frame
  ImageSize size;
  std::vector<std::pair<std::string, std::size_t>> annotations_per_class;  // rows with a map of that class
};

// Writes options.output whole or not at all. Faults are collected: with any of them there is no pack, unless
// keep_going is set and something is left to pack. Throws UsageError (videos of several sizes and no size
// asked for, if nothing else is wrong; an output that is an input or, without force, no pack), LockHeld
// (somebody else writes it), Error (disk), Stopped (signal). `show` gets lines of progress. The result does
// not depend on `jobs`; memory is bounded by the number of jobs, not by the length of videos.
ConvertResult convert(const ConvertOptions& options, const std::function<void(const std::string&)>& show);

// What was packed, for standard output.
std::string summary_text(const ConvertOptions& options, const ConvertResult& result);

}  // namespace sonosweep::data_tools
