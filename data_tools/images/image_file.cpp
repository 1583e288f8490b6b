#include "data_tools/images/image_file.h"

#include <cstdint>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <string_view>

#include "core/atomic_file.h"
#include "core/error.h"
#include "data_tools/file_kind.h"
#include "data_tools/images/image_order.h"
#include "data_tools/images/jpeg_file.h"
#include "data_tools/images/orientation.h"
#include "data_tools/images/png_file.h"
#include "data_tools/images/tiff_file.h"

namespace sonosweep::data_tools {

namespace {

std::size_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::size_t value = 0;
  for (std::size_t i = count; i-- > 0;)
    value = value << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
  return value;
}

// The Exif block of a WebP file: chunks of name, size (little-endian) and data, padded to even size.
std::string_view webp_exif(std::string_view bytes) {
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::size_t size = little_endian(bytes, at + 4, 4);
    std::string_view data = bytes.substr(at + 8, size);
    if (bytes.substr(at, 4) == "EXIF")  // some programs keep JPEG's mark in front
      return data.substr(0, 6) == std::string_view("Exif\0\0", 6) ? data.substr(6) : data;
    at += 8 + size + size % 2;
  }
  return {};
}

// Where OpenCV makes up what is missing: the bytes the file must have at least.
std::size_t needed_bytes(std::string_view bytes, FileKind kind) {
  if (kind == FileKind::kWebp) return 8 + little_endian(bytes, 4, 4);
  constexpr std::size_t kHeader = 40;
  if (kind != FileKind::kBmp || little_endian(bytes, 14, 4) < kHeader) return 0;
  const std::size_t width = little_endian(bytes, 18, 4), bits = little_endian(bytes, 28, 2);
  const auto rows = static_cast<std::int32_t>(little_endian(bytes, 22, 4));  // < 0: from the top
  const auto height = static_cast<std::size_t>(std::abs(std::int64_t{rows}));
  const bool packed = little_endian(bytes, 30, 4) == 1 || little_endian(bytes, 30, 4) == 2;
  return packed ? 0 : little_endian(bytes, 10, 4) + (width * bits + 31) / 32 * 4 * height;
}

// Where another image of the kind begins behind the first; 0: nowhere.
std::size_t second_image(std::string_view bytes, FileKind kind) {
  const std::size_t size =
      kind == FileKind::kWebp ? 8 + little_endian(bytes, 4, 4) : little_endian(bytes, 2, 4);
  constexpr std::size_t kHead = 12;
  if (size < kHead || size > bytes.size() || bytes.size() - size < kHead) return 0;
  const std::string_view next = bytes.substr(size, kHead);
  const bool same = kind == FileKind::kWebp
                        ? next.substr(0, 4) == "RIFF" && next.substr(8) == "WEBP"
                        : next.substr(0, 2) == "BM" && little_endian(next, 6, 4) == 0;  // it is reserved
  return same ? size : 0;
}

Image read_by_opencv(const std::filesystem::path& path, FileKind kind) {
  const std::string bytes = read_file(path);
  if (const auto needed = needed_bytes(bytes, kind); needed > bytes.size())
    throw_error<DataError>("{}: cut short (it should have at least {} bytes and has {})", path.string(),
                           needed, bytes.size());
  if (const auto second = second_image(bytes, kind); second > 0)
    throw_error<DataError>("{}: {}", path.string(), two_in_one("image", second));
  cv::Mat all;
  try {
    all = cv::imdecode(cv::Mat(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data())),
                       cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    throw_error<DataError>("{}: cannot decode ({})", path.string(), error.err);
  }
  if (all.empty())
    throw_error<DataError>("{}: cannot decode; it is {}, cut short or damaged", path.string(),
                           describe(kind));
  return image_of_channels(all, kind == FileKind::kWebp ? exif_orientation(webp_exif(bytes)) : 1, false);
}

}  // namespace

Image read_image(const std::filesystem::path& path) {
  switch (const FileKind kind = file_kind(path); kind) {
    case FileKind::kPng:
      return read_png(path);
    case FileKind::kJpeg:
      return read_jpeg(path);
    case FileKind::kTiff:
      return read_tiff(path);
    case FileKind::kBmp:
    case FileKind::kWebp:
      return read_by_opencv(path, kind);
    default:
      throw_error<DataError>("{}: is {}, expected an image", path.string(), describe(kind));
  }
}

cv::Mat read_gray_png(const std::filesystem::path& path, const char* what) {
  const FileKind kind = file_kind(path);
  if (kind != FileKind::kPng)
    throw_error<DataError>("{}: is {}; {} is a gray PNG of 8 bits", path.string(), describe(kind), what);
  const Image image = read_image(path);
  if (image.pixels.type() != CV_8UC1 || !image.alpha.empty())
    throw_error<DataError>("{}: {} is a gray PNG of 8 bits", path.string(), what);
  return image.pixels;
}

std::vector<std::filesystem::path> images_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> images;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name[0] == '.' || name == "Thumbs.db" || name == "desktop.ini") continue;
    if (!entry.is_regular_file() || !is_image(file_kind(entry.path())))
      throw_error<DataError>("{}: stands in a folder of images and is not one; move it away",
                             entry.path().string());
    images.push_back(entry.path());
  }
  if (images.empty()) throw_error<DataError>("{}: a folder without images", folder.string());
  sort_naturally(images);
  return images;
}

bool is_gray(const cv::Mat& image) {
  std::vector<cv::Mat> planes;
  cv::split(image, planes);
  return planes.size() >= 3 && cv::norm(planes[0], planes[1], cv::NORM_INF) == 0 &&
         cv::norm(planes[0], planes[2], cv::NORM_INF) == 0;
}

cv::Mat to_gray8(const cv::Mat& image, const std::filesystem::path& path, int full_scale) {
  cv::Mat gray;
  if (image.channels() == 1) {
    gray = image;
  } else if (image.channels() == 3 || image.channels() == 4) {
    cv::cvtColor(image, gray, image.channels() == 3 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGRA2GRAY);
  } else {
    throw_error<DataError>("{}: {} channels, expected gray or colour", path.string(), image.channels());
  }
  if (gray.depth() == CV_16U) {
    cv::Mat scaled;
    gray.convertTo(scaled, CV_8U, 255.0 / full_scale);
    return scaled;
  }
  if (gray.depth() != CV_8U)
    throw_error<DataError>("{}: pixels are neither of 8 nor of 16 bits", path.string());
  return gray;
}

}  // namespace sonosweep::data_tools
