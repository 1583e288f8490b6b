#include "data_tools/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data_tools {
namespace {

// How much pixel `source` of an axis gives to pixel `target`, in parts of 1 / `to` source pixels.
struct Share {
  int source, target;
  std::uint64_t part;
};

std::vector<Share> shares(int from, int to) {
  std::vector<Share> all;
  for (std::int64_t s = 0, t = 0; s < from && t < to;) {
    const std::int64_t begin = std::max(s * to, t * from), end = std::min((s + 1) * to, (t + 1) * from);
    all.push_back({static_cast<int>(s), static_cast<int>(t), static_cast<std::uint64_t>(end - begin)});
    if (end == (s + 1) * to) ++s;
    if (end == (t + 1) * from) ++t;
  }
  return all;
}

// For each pixel of `size` the sum of what it covers; what covers a source of all 1 has the sum rows *
// columns of the source. Whole numbers, so it is exact.
template <typename T>
std::vector<std::uint64_t> area_sums(const cv::Mat& source, cv::Size size) {
  const auto across = shares(source.cols, size.width), down = shares(source.rows, size.height);
  const auto width = static_cast<std::size_t>(size.width);
  std::vector<std::uint64_t> sums(width * static_cast<std::size_t>(size.height), 0), row(width);
  int summed = -1;  // the source row that `row` is of
  for (const auto& [y, target, part] : down) {
    if (y != summed) {
      std::fill(row.begin(), row.end(), 0);
      const T* values = source.ptr<T>(y);
      for (const auto& share : across)
        row[static_cast<std::size_t>(share.target)] += share.part * values[share.source];
      summed = y;
    }
    std::uint64_t* out = sums.data() + static_cast<std::size_t>(target) * width;
    for (std::size_t x = 0; x < width; ++x) out[x] += part * row[x];
  }
  return sums;
}

// What `resized` makes of the part that is shown, where it is shown.
template <typename Resized>
cv::Mat placed(const cv::Mat& source, cv::Size size, Fit fit, Resized&& resized) {
  if (source.size() == size) return source;
  const Placement place = placement(source.size(), size, fit);
  const cv::Mat inner = resized(source(place.from), place.to.size());
  if (inner.size() == size) return inner;
  cv::Mat out = cv::Mat::zeros(size, source.type());
  inner.copyTo(out(place.to));
  return out;
}

cv::Mat frame_by_area(const cv::Mat& frame, cv::Size size) {
  if (frame.size() == size) return frame.clone();
  cv::Mat out;
  const bool narrower = size.width < frame.cols, lower = size.height < frame.rows;
  const bool wider = size.width > frame.cols, higher = size.height > frame.rows;
  if ((narrower && higher) || (wider && lower)) {
    // OpenCV takes the mean of what a pixel covers only where no axis grows: one axis after the other.
    cv::Mat real, half;
    frame.convertTo(real, CV_32F);
    cv::resize(real, half, narrower ? cv::Size(size.width, frame.rows) : cv::Size(frame.cols, size.height), 0,
               0, cv::INTER_AREA);
    cv::resize(half, real, size, 0, 0, cv::INTER_AREA);
    real.convertTo(out, CV_8U);
  } else {
    cv::resize(frame, out, size, 0, 0, cv::INTER_AREA);
  }
  return out;
}

cv::Mat map_by_area(const cv::Mat& map, cv::Size size) {
  const auto sums = area_sums<std::uint16_t>(map, size);
  const std::uint64_t whole = map.total();
  cv::Mat out(size, CV_16U);
  std::transform(sums.begin(), sums.end(), out.begin<std::uint16_t>(),
                 [&](std::uint64_t sum) { return static_cast<std::uint16_t>((sum + whole / 2) / whole); });
  return out;
}

cv::Mat mask_by_area(const cv::Mat& mask, cv::Size size) {
  const auto sums = area_sums<std::uint8_t>(mask, size);
  // Levels of 1/1000 of a pixel, rounded up: 0 is nothing at all.
  constexpr std::uint64_t kLevels = 1000;
  const std::uint64_t whole = mask.total();
  const auto level_of = [&](std::uint64_t sum) {
    return static_cast<std::size_t>((sum * kLevels + whole - 1) / whole);
  };
  std::array<std::int64_t, kLevels + 1> counts = {};
  double area = 0;
  for (const auto sum : sums) {
    ++counts[level_of(sum)];
    area += static_cast<double>(sum);
  }
  area /= static_cast<double>(whole);
  std::size_t level = kLevels + 1;
  double least = -1;
  std::int64_t count = 0;
  for (std::size_t l = kLevels; l > 0; --l) {
    if (counts[l] == 0) continue;
    count += counts[l];
    const double off = std::abs(static_cast<double>(count) - area);
    if (least >= 0 && off >= least) continue;
    least = off;
    level = l;
  }
  cv::Mat out(size, CV_8U);
  std::transform(sums.begin(), sums.end(), out.begin<std::uint8_t>(), [&](std::uint64_t sum) {
    return static_cast<std::uint8_t>(level_of(sum) >= level ? 1 : 0);
  });
  return out;
}

// a * b / c, rounded, from 1 to `most`.
int scaled(int a, int b, int c, int most) {
  return static_cast<int>(
      std::clamp<std::int64_t>((std::int64_t{2} * a * b + c) / (std::int64_t{2} * c), 1, most));
}

const char* name_of(Fit fit) {
  return fit == Fit::kPad ? "pad" : fit == Fit::kCrop ? "crop" : "stretch";
}

}  // namespace

Fit parse_fit(const std::string& text) {
  if (text == "stretch") return Fit::kStretch;
  if (text == "pad") return Fit::kPad;
  if (text == "crop") return Fit::kCrop;
  throw_error<UsageError>("fit '{}': expected stretch, pad or crop{}", text,
                          did_you_mean(text, {"stretch", "pad", "crop"}));
}

Placement placement(cv::Size native, cv::Size size, Fit fit) {
  Placement place{{{0, 0}, native}, {{0, 0}, size}};
  // Relative to its height the pack's picture is wider than the video's.
  const bool wider = std::int64_t{size.width} * native.height > std::int64_t{size.height} * native.width;
  if (fit == Fit::kPad) {
    if (wider)
      place.to.width = scaled(native.width, size.height, native.height, size.width);
    else
      place.to.height = scaled(native.height, size.width, native.width, size.height);
    place.to.x = (size.width - place.to.width) / 2;
    place.to.y = (size.height - place.to.height) / 2;
  } else if (fit == Fit::kCrop) {
    if (wider)
      place.from.height = scaled(size.height, native.width, size.width, native.height);
    else
      place.from.width = scaled(size.width, native.height, size.height, native.width);
    place.from.x = (native.width - place.from.width) / 2;
    place.from.y = (native.height - place.from.height) / 2;
  }
  return place;
}

data::Geometry geometry(cv::Size native, cv::Size size, Fit fit) {
  const auto [from, to] = placement(native, size, fit);
  data::Geometry out;
  out.fit = name_of(fit);
  out.scale_x = static_cast<double>(to.width) / from.width;
  out.scale_y = static_cast<double>(to.height) / from.height;
  out.offset_x = to.x - out.scale_x * from.x;
  out.offset_y = to.y - out.scale_y * from.y;
  return out;
}

bool changes_aspect(cv::Size native, cv::Size size) {
  const double ratio = static_cast<double>(size.width) / native.width * native.height / size.height;
  const double rounding = .5 / size.width + .5 / size.height;
  return std::abs(std::log(ratio)) > std::max(.01, rounding);
}

cv::Mat resize_frame(const cv::Mat& frame, cv::Size size, Fit fit) {
  return placed(frame, size, fit, frame_by_area);
}

cv::Mat resize_map(const cv::Mat& map, cv::Size size, Fit fit) {
  return placed(map, size, fit, map_by_area);
}

cv::Mat resize_mask(const cv::Mat& mask, cv::Size size, Fit fit) {
  return placed(mask, size, fit, mask_by_area);
}

cv::Mat resize_bits(const cv::Mat& bits, cv::Size size, Fit fit) {
  if (bits.size() == size) return bits;
  double highest = 0;
  cv::minMaxLoc(bits, nullptr, &highest);
  cv::Mat out = cv::Mat::zeros(size, CV_8U);
  for (int bit = 0; static_cast<int>(highest) >> bit != 0; ++bit) {
    const cv::Mat one = resize_mask((bits & (1 << bit)) / (1 << bit), size, fit);
    out |= one * (1 << bit);
  }
  return out;
}

}  // namespace sonosweep::data_tools
