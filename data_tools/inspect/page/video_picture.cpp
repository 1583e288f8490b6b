#include "data_tools/inspect/page/video_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "data/basis_points.h"
#include "data_tools/inspect/class_colours.h"

namespace sonosweep::data_tools {
namespace {

constexpr double kOpacity = 0.5;
constexpr double kOpacitySteps = 16;             // few values make small files
constexpr std::size_t kMostContourPoints = 400;  // of a class and level

using Points = std::vector<cv::Point>;

std::string encoded(const std::string& format, const cv::Mat& image, const std::vector<int>& options) {
  std::vector<unsigned char> bytes;
  if (!cv::imencode(format, image, bytes, options))
    throw_error<Error>("cannot encode a picture as {}", format);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

cv::Size picture_size(int height, int width, int side) {
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(height, width));
  return {std::max(1, cvRound(width * scale)), std::max(1, cvRound(height * scale))};
}

cv::Mat shrunk(const cv::Mat& image, cv::Size size) {
  if (image.size() == size) return image;
  cv::Mat out;
  cv::resize(image, out, size, 0, 0, cv::INTER_AREA);
  return out;
}

// Adds a colour above what is there; `pixel` is blue, green, red, opacity.
void lay_over(std::array<double, 4>& pixel, const std::array<std::uint8_t, 3>& rgb, double strength) {
  const double below = pixel[3] * (1 - strength), opacity = strength + below;
  for (std::size_t k = 0; k < 3; ++k) pixel[k] = (strength * rgb[2 - k] + below * pixel[k]) / opacity;
  pixel[3] = opacity;
}

// All classes, the stronger above the weaker. Empty where nothing is painted.
cv::Mat paint_of(const std::vector<cv::Mat>& confidence, cv::Size size) {
  std::vector<cv::Mat> small;
  for (const auto& map : confidence) {
    cv::Mat real;
    map.convertTo(real, CV_32F, kOpacity / data::kFullConfidence);
    small.push_back(shrunk(real, size));
  }
  cv::Mat paint(size, CV_8UC4, cv::Scalar::all(0));
  bool painted = false;
  std::vector<std::pair<double, std::size_t>> order;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      order.clear();
      for (std::size_t c = 0; c < small.size(); ++c) {
        const double value = static_cast<double>(small[c].at<float>(y, x));
        if (value > 0) order.emplace_back(std::ceil(value * kOpacitySteps / kOpacity), c);
      }
      if (order.empty()) continue;
      painted = true;
      std::sort(order.begin(), order.end());
      std::array<double, 4> pixel{};
      for (const auto& [steps, c] : order) lay_over(pixel, class_colour(c), kOpacity * steps / kOpacitySteps);
      auto& out = paint.at<cv::Vec4b>(y, x);
      for (int k = 0; k < 3; ++k)
        out[k] = cv::saturate_cast<std::uint8_t>(pixel[static_cast<std::size_t>(k)]);
      out[3] = cv::saturate_cast<std::uint8_t>(255 * pixel[3]);
    }
  return painted ? paint : cv::Mat();
}

std::string path_of(const Points& points) {
  std::string path = fmt::format("M{} {}", points[0].x, points[0].y);
  for (std::size_t i = 1; i < points.size(); ++i)
    path += fmt::format("{}{} {}", i == 1 ? "l" : " ", points[i].x - points[i - 1].x,
                        points[i].y - points[i - 1].y);
  return path + "z";
}

// Where the confidence reaches a level, as a path; "" where it does nowhere.
std::string level_path(const cv::Mat& confidence, int level, double tolerance) {
  const cv::Mat mask = confidence >= 100 * level;
  std::vector<Points> contours;
  cv::findContours(mask, contours, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
  std::stable_sort(contours.begin(), contours.end(),
                   [](const Points& a, const Points& b) { return a.size() > b.size(); });
  std::string path;
  std::size_t count = 0;
  for (const auto& contour : contours) {
    Points points;
    cv::approxPolyDP(contour, points, tolerance, true);
    count += points.size();
    if (points.size() < 3) continue;
    if (count > kMostContourPoints && !path.empty()) break;
    path += path_of(points);
  }
  return path;
}

}  // namespace

int picture_side(std::size_t videos) {
  if (videos <= 60) return 360;
  return videos <= 600 ? 200 : 140;
}

VideoPicture draw_video(const data::PackReader& reader, const data::Video& video, const VideoFacts& facts,
                        int side) {
  const data::PackIndex& index = reader.index();
  auto pixels = reader.read_frames(video.first_frame + facts.shown_frame, 1);
  const cv::Mat gray(index.height, index.width, CV_8U, pixels.data());
  const cv::Size size = picture_size(index.height, index.width, side);
  VideoPicture picture;
  picture.width = size.width;
  picture.height = size.height;
  picture.frame = encoded(".jpg", shrunk(gray, size), {cv::IMWRITE_JPEG_QUALITY, 75});
  if (facts.shown_rows.empty()) return picture;

  std::vector<std::vector<std::uint16_t>> maps;
  for (const auto row : facts.shown_rows) maps.push_back(reader.read_confidence(row));
  auto fused = data::fuse(maps, data::Fusion::Kind::kMean);
  std::vector<cv::Mat> confidence;
  for (std::size_t c = 0; c < index.classes.size(); ++c)
    confidence.emplace_back(index.height, index.width, CV_16U, fused.data() + c * gray.total());
  const cv::Mat paint = paint_of(confidence, size);
  if (!paint.empty()) picture.paint = encoded(".png", paint, {cv::IMWRITE_PNG_COMPRESSION, 9});
  const double tolerance = 0.75 * index.width / size.width;
  for (std::size_t c = 0; c < confidence.size(); ++c)
    for (const int level : kContourLevels)
      if (const auto path = level_path(confidence[c], level, tolerance); !path.empty())
        picture.contours +=
            fmt::format("<path class=\"l{}\" stroke=\"{}\" d=\"{}\"/>", level, class_colour_text(c), path);
  return picture;
}

}  // namespace sonosweep::data_tools
