#include "data_tools/images/image_file.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "data_tools/file_kind.h"

namespace sonosweep::data_tools {

cv::Mat read_image(const std::filesystem::path& path) {
  const FileKind kind = file_kind(path);
  const FileStructure structure = file_structure(path, kind);
  if (!structure.fault.empty()) throw_error<DataError>("{}: {}", path.string(), structure.fault);
  cv::Mat image;
  try {
    if (kind == FileKind::kTiff) {
      std::vector<cv::Mat> pages;
      cv::imreadmulti(path.string(), pages, cv::IMREAD_UNCHANGED);
      if (pages.size() > 1)
        throw_error<DataError>("{}: has {} pages; save them as a folder of images", path.string(),
                               pages.size());
      if (!pages.empty()) image = pages[0];
    } else {
      image = cv::imread(path.string(), cv::IMREAD_UNCHANGED);
    }
  } catch (const cv::Exception& error) {
    throw_error<DataError>("{}: cannot decode ({})", path.string(), error.err);
  }
  if (image.empty())
    throw_error<DataError>("{}: cannot decode; it is {}, cut short or damaged", path.string(),
                           describe(kind));
  return image;
}

cv::Mat read_gray_png(const std::filesystem::path& path, const char* what) {
  const FileKind kind = file_kind(path);
  if (kind != FileKind::kPng)
    throw_error<DataError>("{}: is {}; {} is a gray PNG of 8 bits", path.string(), describe(kind), what);
  cv::Mat image = read_image(path);
  if (image.type() != CV_8UC1) throw_error<DataError>("{}: {} is a gray PNG of 8 bits", path.string(), what);
  return image;
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
  std::sort(images.begin(), images.end());
  return images;
}

bool is_gray(const cv::Mat& image) {
  std::vector<cv::Mat> planes;
  cv::split(image, planes);
  return planes.size() >= 3 && cv::norm(planes[0], planes[1], cv::NORM_INF) == 0 &&
         cv::norm(planes[0], planes[2], cv::NORM_INF) == 0;
}

cv::Mat to_gray8(const cv::Mat& image, const std::filesystem::path& path) {
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
    gray.convertTo(scaled, CV_8U, 255.0 / 65535.0);
    return scaled;
  }
  if (gray.depth() != CV_8U)
    throw_error<DataError>("{}: pixels are neither of 8 nor of 16 bits", path.string());
  return gray;
}

}  // namespace sonosweep::data_tools
