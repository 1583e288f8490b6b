// How many of the 16 bits of an image's values are used: cameras and converters write 10, 12 or 14 bits
// into 16.
#pragma once

#include <optional>
#include <string>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// Looks at all images of one video.
class UsedBits {
 public:
  // Images of 8 bits are passed over.
  void look(const cv::Mat& pixels);
  // 8, 10, 12 or 14 if all values seen end at or below 2^that - 1 and above the next lower of these; nothing
  // if they end higher, or if the values show by their steps that they are spread over all 16 bits already.
  std::optional<int> bits() const;
  // The largest value seen.
  int largest() const { return largest_; }

 private:
  int largest_ = 0;
  unsigned any_ = 0;         // bits set in any value
  bool bytes_twice_ = true;  // both bytes of every value are equal: 8 bits times 257
};

}  // namespace sonosweep::data_tools
