#include "data_tools/maps/map_channel.h"

#include <cstdint>
#include <cstring>
#include <set>

#include "core/error.h"
#include "data_tools/images/image_file.h"

namespace sonosweep::data_tools {
namespace {

bool has_gray(const Image& image) {
  return image.pixels.channels() == 1 || is_gray(image.pixels);
}

cv::Mat gray_channel(const std::filesystem::path& path, const Image& image) {
  if (image.pixels.channels() == 1) return image.pixels;
  if (!is_gray(image.pixels)) {
    if (image.has_palette)
      throw_error<DataError>(
          "{}: has a palette of colours. A label image (a number is a class) is no confidence map: write "
          "each "
          "class as a gray map of its own",
          path.string());
    throw_error<DataError>(
        "{}: is a colour image; a confidence map is gray, or RGBA with the confidence in its transparency",
        path.string());
  }
  cv::Mat gray;
  cv::extractChannel(image.pixels, gray, 0);
  return gray;
}

// Values of a channel, three at most.
std::set<int> some_values(const cv::Mat& channel) {
  std::set<int> values;
  int last = -1;
  for (int y = 0; y < channel.rows; ++y)
    for (int x = 0; x < channel.cols; ++x) {
      const int value =
          channel.depth() == CV_16U ? channel.at<std::uint16_t>(y, x) : channel.at<std::uint8_t>(y, x);
      if (value == last) continue;
      last = value;
      if (values.insert(value).second && values.size() == 3) return values;
    }
  return values;
}

// Pixels of `shown` > 0 have more than one colour.
bool several_colours(const cv::Mat& pixels, const cv::Mat& shown) {
  const cv::Mat seen = shown > 0;
  const unsigned char* first = nullptr;
  const std::size_t size = pixels.elemSize();
  for (int y = 0; y < pixels.rows; ++y)
    for (int x = 0; x < pixels.cols; ++x) {
      if (seen.at<std::uint8_t>(y, x) == 0) continue;
      const unsigned char* pixel = pixels.ptr(y) + static_cast<std::size_t>(x) * size;
      if (first == nullptr) first = pixel;
      if (std::memcmp(pixel, first, size) != 0) return true;
    }
  return false;
}

}  // namespace

cv::Mat confidence_channel(const std::filesystem::path& path, const Image& image, MapChannel wanted) {
  if (wanted == MapChannel::kGray) return gray_channel(path, image);
  if (image.alpha.empty()) {
    if (wanted == MapChannel::kFound) return gray_channel(path, image);
    throw_error<DataError>("{}: has no transparency, and annotations.csv says channel = alpha",
                           path.string());
  }
  if (wanted == MapChannel::kAlpha) return image.alpha;
  const std::set<int> values = some_values(image.alpha);
  const cv::Mat everywhere(image.alpha.size(), CV_8U, cv::Scalar(1));
  std::string why;
  if (image.colour_key)
    why = "follows from its gray values (tRNS names one to be seen through)";
  else if (values.size() == 1) {
    // A layer on which nothing was painted is empty in every respect.
    const bool nothing = *values.begin() == 0 && !several_colours(image.pixels, everywhere);
    if (!nothing) why = fmt::format("is {} everywhere, so it says nothing", *values.begin());
  } else if (values.size() == 2 && several_colours(image.pixels, image.alpha)) {
    why = fmt::format("has two values only ({}, {}), while what it shows has several {}", *values.begin(),
                      *values.rbegin(), has_gray(image) ? "gray values" : "colours");
  }
  if (why.empty()) return image.alpha;
  throw_error<DataError>(
      "{}: its transparency (alpha) {}. Say in a column channel of annotations.csv which one is the "
      "confidence: "
      "alpha{}",
      path.string(), why,
      has_gray(image) ? " or gray"
                      : " (its colours are no confidence; a map of its own for each class can be gray)");
}

}  // namespace sonosweep::data_tools
