#include "data_tools/maps/confidence_map.h"

#include <cstdint>

#include "core/error.h"
#include "core/text.h"
#include "data/basis_points.h"
#include "data_tools/file_kind.h"
#include "data_tools/images/image_file.h"
#include "data_tools/maps/map_channel.h"
#include "data_tools/maps/npy_file.h"

namespace sonosweep::data_tools {
namespace {

[[noreturn]] void throw_value(const std::filesystem::path& path, int y, int x, const std::string& what) {
  throw_error<DataError>("{}: row {}, column {}: {}", path.string(), y, x, what);
}

// Row by row: at(y, x) as basis points.
template <typename At>
cv::Mat basis_points(cv::Size size, At&& at) {
  cv::Mat out(size, CV_16U);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) out.at<std::uint16_t>(y, x) = at(y, x);
  return out;
}

ConfidenceMap map_from_image(const std::filesystem::path& path, const MapOptions& options) {
  const Image image = read_image(path);
  const cv::Mat channel = confidence_channel(path, image, options.channel);
  const bool deep = channel.depth() == CV_16U;
  const auto stated = options.full_scale ? options.full_scale : options.common_full_scale;
  const std::uint64_t full_scale = stated.value_or(deep ? 65535 : 255);
  ConfidenceMap map;
  map.orientation = image.orientation;
  map.values.kind = deep ? MapKind::kImage16 : MapKind::kImage8;
  map.values.stated_full_scale = stated;
  map.basis_points = basis_points(channel.size(), [&](int y, int x) {
    const std::uint64_t value = deep ? channel.at<std::uint16_t>(y, x) : channel.at<std::uint8_t>(y, x);
    if (value > full_scale)
      throw_value(path, y, x, fmt::format("value {} is above full_scale {}", value, full_scale));
    map.values.take(value);
    return data::basis_points_from_integer(options.invert ? full_scale - value : value, full_scale);
  });
  return map;
}

// The value that means 100 % in an array of integers.
std::uint64_t full_scale_of(const std::filesystem::path& path, const NpyArray& array,
                            const MapOptions& options) {
  if (array.is_bool) {
    if (options.full_scale.value_or(1) != 1)
      throw_error<DataError>("{}: has the values False and True, and annotations.csv says full_scale {}",
                             path.string(), *options.full_scale);
    return 1;
  }
  const auto stated = options.full_scale ? options.full_scale : options.common_full_scale;
  if (!stated)
    throw_error<DataError>(
        "{}: has integers, so annotations.csv needs a column full_scale with the value that means 100 % (or "
        "dataset.ini full_scale, for all)",
        path.string());
  return *stated;
}

ConfidenceMap map_from_npy(const std::filesystem::path& path, const MapOptions& options) {
  const NpyArray array = read_npy(path);
  if (options.channel == MapChannel::kAlpha)
    throw_error<DataError>("{}: is an array without channels, and annotations.csv says channel = alpha",
                           path.string());
  if (array.is_real && options.full_scale)
    throw_error<DataError>(
        "{}: full_scale {} is for integers, this array has real numbers (0..1): leave it empty",
        path.string(), *options.full_scale);
  const auto place = [&](int y, int x) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(array.columns) +
           static_cast<std::size_t>(x);
  };
  ConfidenceMap map;
  const cv::Size size(array.columns, array.rows);
  if (array.is_real) {
    map.values.kind = MapKind::kReal;
    map.basis_points = basis_points(size, [&](int y, int x) {
      const double value = array.reals[place(y, x)];
      if (!(value >= 0 && value <= 1))  // also NaN
        throw_value(path, y, x, fmt::format("{} is not a confidence between 0 and 1", value));
      return data::basis_points_from_real(options.invert ? 1 - value : value);
    });
    return map;
  }
  const std::uint64_t full_scale = full_scale_of(path, array, options);
  map.values.kind = array.is_bool ? MapKind::kBool : MapKind::kInteger;
  map.values.stated_full_scale = full_scale;
  map.basis_points = basis_points(size, [&](int y, int x) {
    const std::int64_t value = array.integers[place(y, x)];
    if (value < 0 || static_cast<std::uint64_t>(value) > full_scale)
      throw_value(path, y, x, fmt::format("value {} lies outside 0..{} (full_scale)", value, full_scale));
    const auto whole = static_cast<std::uint64_t>(value);
    map.values.take(whole);
    return data::basis_points_from_integer(options.invert ? full_scale - whole : whole, full_scale);
  });
  return map;
}

}  // namespace

std::uint64_t parse_full_scale(const std::string& text) {
  const auto full = parse_integer(text);
  if (!full || *full < 1 || static_cast<std::uint64_t>(*full) > kMostFullScale)
    throw_error<UsageError>("full_scale '{}' is not a whole number from 1 to {}", text, kMostFullScale);
  return static_cast<std::uint64_t>(*full);
}

ConfidenceMap read_confidence_map(const std::filesystem::path& path, const MapOptions& options) {
  const FileKind kind = file_kind(path);
  ConfidenceMap map;
  if (kind == FileKind::kNpy)
    map = map_from_npy(path, options);
  else if (kind == FileKind::kPng || kind == FileKind::kTiff)
    map = map_from_image(path, options);
  else
    throw_error<DataError>("{}: is {}; a confidence map is a PNG, a TIFF or a .npy file{}", path.string(),
                           describe(kind), kind == FileKind::kJpeg ? " (JPEG changes the values)" : "");
  map.values.look(map.basis_points);
  return map;
}

cv::Mat read_truth_mask(const std::filesystem::path& path) {
  cv::Mat mask;
  cv::compare(read_gray_png(path, "a true mask"), 0, mask, cv::CMP_NE);
  return mask / 255;
}

}  // namespace sonosweep::data_tools
