#include "data_tools/images/image.h"

#include <cstdint>

#include "core/error.h"
#include "data_tools/images/orientation.h"

namespace sonosweep::data_tools {

Image image_of_channels(const cv::Mat& all, int orientation, bool has_palette) {
  Image image;
  image.orientation = orientation;
  image.has_palette = has_palette;
  const int channels = all.channels();
  cv::Mat pixels = all;
  if (channels == 2 || channels == 4) {
    cv::extractChannel(all, image.alpha, channels - 1);
    pixels = cv::Mat(all.size(), CV_MAKETYPE(all.depth(), channels - 1));
    const int same[] = {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&all, 1, &pixels, 1, same, static_cast<std::size_t>(channels - 1));
  }
  image.pixels = turned(pixels, orientation);
  image.alpha = turned(image.alpha, orientation);
  return image;
}

void check_image_size(const std::filesystem::path& path, cv::Size size) {
  constexpr std::int64_t kMostPixels = std::int64_t{1} << 28;
  const std::int64_t pixels = std::int64_t{size.width} * size.height;
  if (size.width < 1 || size.height < 1 || pixels > kMostPixels)
    throw_error<DataError>("{}: is {}x{} (height x width) as its header says, which cannot be; it is damaged",
                           path.string(), size.height, size.width);
}

}  // namespace sonosweep::data_tools
