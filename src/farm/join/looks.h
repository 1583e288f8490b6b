// How often somebody looks for news that nobody announces.
#pragma once

#include <algorithm>

namespace sonosweep::farm {

// Soon after something happened, because more often follows; then ever more seldom. Seconds.
class Looks {
 public:
  explicit Looks(double longest_s = 0.25) : longest_(longest_s) {}
  bool due(double now) const { return now >= next_; }
  void looked(double now, bool found) {
    length_ = found ? kShortest : std::min(2 * length_, longest_);
    next_ = now + length_;
  }
  // An answer is expected.
  void hurry(double now) {
    length_ = kShortest;
    next_ = std::min(next_, now + length_);
  }
  void set_longest(double longest_s) { longest_ = longest_s; }

 private:
  static constexpr double kShortest = 0.01;
  double longest_, length_ = kShortest, next_ = 0;
};

}  // namespace sonosweep::farm
