// One confidence map from a file: basis points, 0..10000.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <opencv2/core.hpp>

#include "data_tools/maps/map_values.h"

namespace sonosweep::data_tools {

// The largest full_scale that may be asked for.
constexpr std::uint64_t kMostFullScale = std::uint64_t{1} << 32;
// A whole number from 1 to that. Throws UsageError.
std::uint64_t parse_full_scale(const std::string& text);

// Which channel of an image carries the confidence.
enum class MapChannel {
  kFound,  // alpha where the image has it, else gray
  kGray,
  kAlpha
};

// What annotations.csv, dataset.ini or the command line say of how a map is to be read.
struct MapOptions {
  std::optional<std::uint64_t> full_scale = {};  // the value that means 100 %, of the map's row
  MapChannel channel = MapChannel::kFound;
  bool invert = false;  // 100 % minus what the file says
  std::optional<std::uint64_t> common_full_scale =
      {};  // of the data set: of maps of integers whose row says none
};

struct ConfidenceMap {
  cv::Mat basis_points;  // CV_16U [H,W], 0..10000
  MapValues values;      // as the file has them
  int orientation = 1;   // as the file says, already applied
};

// Reads a map:
// - PNG or TIFF of 8 or 16 bits, gray (or RGB with R = G = B): value / 255 or / 65535;
// - PNG or TIFF with transparency: see map_channel.h;
// - .npy of float32 or float64: the value, 0..1; of integers: value / full scale, which must be given; bool:
//   0 or 1.
// A full scale that is given replaces the 255, 65535 of an image. Integers become basis points by rounding
// down (at least 1 where painted), reals by rounding to nearest; both after being inverted, where that is
// asked for. Throws DataError naming file and why: another kind, colour, NaN, a value out of range (with its
// place), damaged.
ConfidenceMap read_confidence_map(const std::filesystem::path& path, const MapOptions& options);

// A true mask: gray PNG of 8 bits, nonzero = 1. CV_8U [H,W] of 0 and 1. Throws DataError.
cv::Mat read_truth_mask(const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
