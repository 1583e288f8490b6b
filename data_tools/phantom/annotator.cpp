#include "data_tools/phantom/annotator.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/error.h"
#include "core/rng.h"
#include "data_tools/phantom/layout.h"

namespace sonosweep::data_tools {
namespace {

constexpr double kFullScale = 65535;
// No pixel is nearer to a boundary than this many sigmas, so that rounding to 16 bits cannot carry one
// across.
constexpr double kNearest = 1e-3;

double away_from_zero(double d) {
  return std::abs(d) >= kNearest ? d : d < 0 ? -kNearest : kNearest;
}

void paint(const Shape& shape, const Annotator& annotator, double bias, const PhantomOptions& o, Rng& rng,
           cv::Mat& map) {
  const double sigma = o.sigma_px * shape.blur;
  const Waves hand(rng, 4, 10, 40, o.hand_sd);  // along the structure, in pixels
  const bool upright = shape.class_index == kVerticalLine;
  for (int r = 0; r < map.rows; ++r) {
    auto* row = map.ptr<std::uint16_t>(r);
    for (int c = 0; c < map.cols; ++c) {
      const double pixels = shape.distance(static_cast<float>(r), static_cast<std::size_t>(c));
      if (pixels < -(o.reach + 4 * o.hand_sd) * sigma) continue;
      const double d = away_from_zero(pixels / sigma) + (o.hand_sd > 0 ? hand.at(upright ? r : c) : 0.0);
      const double confidence = painted_confidence(d, bias, o.reach, shape.visibility, annotator.gamma);
      const auto value = static_cast<std::uint16_t>(std::lround(confidence * kFullScale));
      row[c] = std::max(row[c], value);
    }
  }
}

}  // namespace

double normal_cdf(double x) {
  return 0.5 * std::erfc(-x * 0.70710678118654752440);
}

double bias_for_threshold(double threshold_percent) {
  double low = -8, high = 8;
  for (int step = 0; step < 100; ++step) {
    const double middle = 0.5 * (low + high);
    (normal_cdf(middle) < threshold_percent / 100 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double painted_confidence(double d, double bias, double reach, double visibility, double gamma) {
  if (d < -reach) return 0;
  const double phi = normal_cdf(d + bias);
  const double c = visibility * (phi >= kFullFrom ? 1.0 : phi);
  return gamma == 1 ? c : std::pow(c, gamma);
}

std::vector<Annotator> make_annotators(const PhantomOptions& o) {
  Rng rng(derive_seed(o.seed, "annotators"));
  std::vector<Annotator> annotators;
  for (int i = 0; i < o.annotators; ++i) {
    const double own = std::exp(rng.normal(0, o.gamma_sd));
    annotators.push_back({fmt::format("A{}", i + 1), i == 0 ? 1.0 : own});
  }
  return annotators;
}

std::vector<cv::Mat> annotate(const std::vector<Shape>& shapes, const Annotator& annotator,
                              const PhantomOptions& o, std::uint64_t seed) {
  const double bias = bias_for_threshold(o.planted_threshold);
  std::vector<cv::Mat> maps(kNumClasses);
  Rng rng(seed);
  for (const Shape& shape : shapes) {
    const bool missed = rng.chance(o.missed_share) && shape.visibility < 1;
    if (shape.class_index < 0 || missed) continue;
    cv::Mat& map = maps[static_cast<std::size_t>(shape.class_index)];
    if (map.empty()) map = cv::Mat(o.height, o.width, CV_16U, cv::Scalar(0));
    paint(shape, annotator, bias, o, rng, map);
  }
  for (cv::Mat& map : maps)
    if (!map.empty() && cv::countNonZero(map) == 0) map.release();
  return maps;
}

}  // namespace sonosweep::data_tools
