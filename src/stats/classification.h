// How often a classifier is right, and in which way it errs.
#pragma once

#include <cstddef>
#include <vector>

namespace sonosweep::stats {

// Counts of (label, prediction).
class Confusion {
 public:
  // num_classes > 0.
  explicit Confusion(std::size_t num_classes);
  // Both in 0..num_classes-1, otherwise throws std::out_of_range.
  void add(std::size_t label, std::size_t prediction);

  std::size_t count(std::size_t label, std::size_t prediction) const;
  std::size_t n() const { return n_; }
  // Right / all; NaN without any.
  double accuracy() const;
  // Of those labelled `positive`, the share predicted so; NaN if there are none: not defined.
  double recall(std::size_t positive) const;
  // Of those predicted `positive`, the share labelled so; 0 if there are none: nothing was found.
  double precision(std::size_t positive) const;

 private:
  std::size_t classes_, n_ = 0;
  std::vector<std::size_t> counts_;  // [label, prediction]
};

}  // namespace sonosweep::stats
