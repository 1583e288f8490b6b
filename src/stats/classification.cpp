#include "stats/classification.h"

#include <limits>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

double share(std::size_t part, std::size_t all, double if_none) {
  return all == 0 ? if_none : static_cast<double>(part) / static_cast<double>(all);
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Confusion::Confusion(std::size_t num_classes) : classes_(num_classes), counts_(num_classes * num_classes) {}

void Confusion::add(std::size_t label, std::size_t prediction) {
  if (label >= classes_ || prediction >= classes_) throw std::out_of_range("Confusion: no such class");
  ++counts_[label * classes_ + prediction];
  ++n_;
}

std::size_t Confusion::count(std::size_t label, std::size_t prediction) const {
  if (label >= classes_ || prediction >= classes_) throw std::out_of_range("Confusion: no such class");
  return counts_[label * classes_ + prediction];
}

double Confusion::accuracy() const {
  std::size_t right = 0;
  for (std::size_t c = 0; c < classes_; ++c) right += count(c, c);
  return share(right, n_, kNan);
}

double Confusion::recall(std::size_t positive) const {
  std::size_t labelled = 0;
  for (std::size_t c = 0; c < classes_; ++c) labelled += count(positive, c);
  return share(count(positive, positive), labelled, kNan);
}

double Confusion::precision(std::size_t positive) const {
  std::size_t predicted = 0;
  for (std::size_t c = 0; c < classes_; ++c) predicted += count(c, positive);
  return share(count(positive, positive), predicted, 0);
}

}  // namespace sonosweep::stats
