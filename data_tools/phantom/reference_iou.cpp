#include "data_tools/phantom/reference_iou.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "data/basis_points.h"

namespace sonosweep::data_tools {
namespace {

// Pixels by whole percentage reached: those inside the true structure, and those outside.
struct Counts {
  std::array<long, ReferenceIou::kThresholds + 1> inside{}, outside{};
  long truth = 0;
};

Counts count(const cv::Mat& confidence, const cv::Mat& truth) {
  Counts counts;
  const cv::Size size = confidence.empty() ? truth.size() : confidence.size();
  for (int r = 0; r < size.height; ++r)
    for (int c = 0; c < size.width; ++c) {
      const bool inside = !truth.empty() && truth.at<std::uint8_t>(r, c) != 0;
      const unsigned value = confidence.empty() ? 0U : confidence.at<std::uint16_t>(r, c);
      const auto percent = static_cast<std::size_t>(data::basis_points_from_integer(value, 65535) / 100);
      ++(inside ? counts.inside : counts.outside)[percent];
      counts.truth += inside ? 1 : 0;
    }
  return counts;
}

}  // namespace

void ReferenceIou::add(const std::vector<cv::Mat>& confidence, const std::vector<cv::Mat>& truth) {
  Sums frame{};
  for (std::size_t k = 0; k < kNumClasses; ++k) {
    const Counts counts = count(confidence[k], truth[k]);
    long both = 0, label_only = 0;
    for (int t = kThresholds; t >= 1; --t) {
      both += counts.inside[static_cast<std::size_t>(t)];
      label_only += counts.outside[static_cast<std::size_t>(t)];
      const long either = counts.truth + label_only;
      if (either == 0) continue;
      const double iou = static_cast<double>(both) / static_cast<double>(either);
      for (Sums* sums : {&per_class_[k], &frame}) {
        Sum& sum = (*sums)[static_cast<std::size_t>(t - 1)];
        sum.total += iou;
        ++sum.count;
      }
    }
  }
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (frame[i].count == 0) continue;
    overall_[i].total += frame[i].total / frame[i].count;
    ++overall_[i].count;
  }
}

void ReferenceIou::merge(const ReferenceIou& other) {
  const auto add_sums = [](Sums& to, const Sums& from) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      to[i].total += from[i].total;
      to[i].count += from[i].count;
    }
  };
  for (std::size_t k = 0; k < kNumClasses; ++k) add_sums(per_class_[k], other.per_class_[k]);
  add_sums(overall_, other.overall_);
}

ReferenceIou::Curve ReferenceIou::means(const Sums& sums) {
  Curve curve;
  for (std::size_t i = 0; i < sums.size(); ++i)
    curve[i] = sums[i].count > 0 ? sums[i].total / sums[i].count : std::numeric_limits<double>::quiet_NaN();
  return curve;
}

ReferenceIou::Curve ReferenceIou::of_class(int class_index) const {
  return means(per_class_.at(static_cast<std::size_t>(class_index)));
}

ReferenceIou::Curve ReferenceIou::overall() const {
  return means(overall_);
}

int ReferenceIou::best_threshold() const {
  const Curve curve = overall();
  std::size_t best = 0;
  for (std::size_t i = 1; i < curve.size(); ++i)
    if (curve[i] > curve[best]) best = i;
  return static_cast<int>(best) + 1;
}

}  // namespace sonosweep::data_tools
