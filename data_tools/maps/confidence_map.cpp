#include "data_tools/maps/confidence_map.h"

#include <cstdint>

#include "core/error.h"
#include "core/text.h"
#include "data/basis_points.h"
#include "data_tools/file_kind.h"
#include "data_tools/images/image_file.h"
#include "data_tools/maps/npy_file.h"

namespace sonosweep::data_tools {
namespace {

[[noreturn]] void throw_value(const std::filesystem::path& path, int y, int x, const std::string& what) {
  throw_error<DataError>("{}: row {}, column {}: {}", path.string(), y, x, what);
}

// The channel that carries the confidence.
cv::Mat confidence_channel(const std::filesystem::path& path, const Image& file) {
  if (!file.alpha.empty()) return file.alpha;
  const cv::Mat& image = file.pixels;
  if (image.channels() == 1) return image;
  cv::Mat out;
  if (is_gray(image)) {
    cv::extractChannel(image, out, 0);
    return out;
  }
  throw_error<DataError>(
      "{}: is a colour image; a confidence map is gray, or RGBA with the confidence in its transparency",
      path.string());
}

template <typename T>
void image_to_basis_points(const std::filesystem::path& path, const cv::Mat& image, std::uint64_t full_scale,
                           cv::Mat& out) {
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x) {
      const T value = image.at<T>(y, x);
      if (value > full_scale)
        throw_value(path, y, x, fmt::format("value {} is above full_scale {}", int{value}, full_scale));
      out.at<std::uint16_t>(y, x) = data::basis_points_from_integer(value, full_scale);
    }
}

cv::Mat map_from_image(const std::filesystem::path& path, std::optional<std::uint64_t> full_scale) {
  const cv::Mat image = confidence_channel(path, read_image(path));
  cv::Mat out(image.size(), CV_16U);
  if (image.depth() == CV_8U)
    image_to_basis_points<std::uint8_t>(path, image, full_scale.value_or(255), out);
  else if (image.depth() == CV_16U)
    image_to_basis_points<std::uint16_t>(path, image, full_scale.value_or(65535), out);
  else
    throw_error<DataError>("{}: pixels are neither of 8 nor of 16 bits; save real numbers as .npy",
                           path.string());
  return out;
}

cv::Mat map_from_npy(const std::filesystem::path& path, std::optional<std::uint64_t> full_scale) {
  const NpyArray array = read_npy(path);
  if (array.is_real && full_scale)
    throw_error<DataError>(
        "{}: full_scale {} is for integers, this array has real numbers (0..1): leave it empty",
        path.string(), *full_scale);
  if (array.is_bool && !full_scale) full_scale = 1;
  if (!array.is_real && !full_scale)
    throw_error<DataError>(
        "{}: has integers, so annotations.csv needs a column full_scale with the value that means 100 %",
        path.string());
  cv::Mat out(array.rows, array.columns, CV_16U);
  for (int y = 0; y < array.rows; ++y)
    for (int x = 0; x < array.columns; ++x) {
      const std::size_t i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(array.columns) + static_cast<std::size_t>(x);
      auto& bp = out.at<std::uint16_t>(y, x);
      if (array.is_real) {
        const double value = array.reals[i];
        if (!(value >= 0 && value <= 1))  // also NaN
          throw_value(path, y, x, fmt::format("{} is not a confidence between 0 and 1", value));
        bp = data::basis_points_from_real(value);
      } else {
        const std::int64_t value = array.integers[i];
        if (value < 0 || static_cast<std::uint64_t>(value) > *full_scale)
          throw_value(path, y, x,
                      fmt::format("value {} lies outside 0..{} (full_scale)", value, *full_scale));
        bp = data::basis_points_from_integer(static_cast<std::uint64_t>(value), *full_scale);
      }
    }
  return out;
}

}  // namespace

std::uint64_t parse_full_scale(const std::string& text) {
  const auto full = parse_integer(text);
  if (!full || *full < 1 || static_cast<std::uint64_t>(*full) > kMostFullScale)
    throw_error<UsageError>("full_scale '{}' is not a whole number from 1 to {}", text, kMostFullScale);
  return static_cast<std::uint64_t>(*full);
}

cv::Mat read_confidence_map(const std::filesystem::path& path, const MapOptions& options) {
  const FileKind kind = file_kind(path);
  if (kind == FileKind::kNpy) return map_from_npy(path, options.full_scale);
  if (kind == FileKind::kPng || kind == FileKind::kTiff) return map_from_image(path, options.full_scale);
  throw_error<DataError>("{}: is {}; a confidence map is a PNG, a TIFF or a .npy file{}", path.string(),
                         describe(kind), kind == FileKind::kJpeg ? " (JPEG changes the values)" : "");
}

cv::Mat read_truth_mask(const std::filesystem::path& path) {
  cv::Mat mask;
  cv::compare(read_gray_png(path, "a true mask"), 0, mask, cv::CMP_NE);
  return mask / 255;
}

}  // namespace sonosweep::data_tools
