// One confidence map from a file: basis points, 0..10000.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <opencv2/core.hpp>

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
  std::optional<std::uint64_t> full_scale;  // the value that means 100 %
  MapChannel channel = MapChannel::kFound;
  bool invert = false;  // 100 % minus what the file says
};

// Reads a map, CV_16U [H,W]:
// - PNG or TIFF of 8 or 16 bits, gray (or RGB with R = G = B): value / 255 or / 65535;
// - PNG or TIFF with transparency: its alpha;
// - .npy of float32 or float64: the value, 0..1; of integers: value / full_scale, which must be given; bool:
// 0 or 1. `full_scale` replaces the 255, 65535 of an image. Integers become basis points by rounding down (at
// least 1 where painted), reals by rounding to nearest. Throws DataError naming file and why: another kind,
// colour, NaN, a value out of range (with its place), cut short.
cv::Mat read_confidence_map(const std::filesystem::path& path, const MapOptions& options);

// A true mask: gray PNG of 8 bits, nonzero = 1. CV_8U [H,W] of 0 and 1. Throws DataError.
cv::Mat read_truth_mask(const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
