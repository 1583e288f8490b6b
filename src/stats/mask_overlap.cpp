#include "stats/mask_overlap.h"

#include <cstddef>
#include <limits>

namespace sonosweep::stats {
namespace {

double ratio(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(numerator) / static_cast<double>(denominator);
}

}  // namespace

double Overlap::iou() const {
  return ratio(both, either());
}
double Overlap::dice() const {
  return ratio(2 * both, prediction + label);
}

Overlap& Overlap::operator+=(const Overlap& other) {
  both += other.both;
  prediction += other.prediction;
  label += other.label;
  return *this;
}

Overlap count_overlap(const std::vector<std::uint8_t>& prediction, const std::vector<std::uint8_t>& label) {
  Overlap out;
  for (std::size_t i = 0; i < prediction.size(); ++i) {
    const bool a = prediction[i] != 0, b = label[i] != 0;
    out.both += a && b;
    out.prediction += a;
    out.label += b;
  }
  return out;
}

ClassMean::ClassMean(int num_classes) : classes_(static_cast<std::size_t>(num_classes)) {}

void ClassMean::add_image(const std::vector<double>& values) {
  RunningMean image;
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    image.add(values.at(c));
    classes_[c].add(values.at(c));
  }
  images_.add(image.mean());
}

std::vector<double> ClassMean::class_means() const {
  std::vector<double> out;
  for (const auto& one : classes_) out.push_back(one.mean());
  return out;
}

}  // namespace sonosweep::stats
