#include "data_tools/convert/true_frames.h"

#include "core/error.h"
#include "data_tools/convert/map_size.h"
#include "data_tools/images/image_file.h"

namespace sonosweep::data_tools {

TrueFrames::TrueFrames(const std::filesystem::path& folder, std::size_t classes) : classes_(classes) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    throw_error<DataError>("{}: no such folder (true structures of every frame)", folder.string());
  images_ = images_in(folder);
}

cv::Mat TrueFrames::read(std::size_t n, cv::Size native) const {
  const auto& path = images_.at(n);
  const cv::Mat image = read_gray_png(path, "an image of true structures");
  check_map_size(path, image.size(), 1, native);
  double highest = 0;
  cv::minMaxLoc(image, nullptr, &highest);
  if (highest >= static_cast<double>(1U << classes_))
    throw_error<DataError>("{}: value {} has a bit beyond those of the {} classes", path.string(), highest,
                           classes_);
  return image;
}

std::vector<std::uint8_t> masks_of_bits(const cv::Mat& bits, std::size_t classes) {
  std::vector<std::uint8_t> masks;
  masks.reserve(classes * bits.total());
  for (std::size_t c = 0; c < classes; ++c)
    for (int y = 0; y < bits.rows; ++y)
      for (int x = 0; x < bits.cols; ++x)
        masks.push_back(static_cast<std::uint8_t>(bits.at<std::uint8_t>(y, x) >> c & 1U));
  return masks;
}

}  // namespace sonosweep::data_tools
