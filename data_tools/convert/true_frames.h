// True structures of every frame of a video: a folder of gray PNGs of 8 bits, one a frame, in name order; bit
// c of a pixel is set where class c (in the order of dataset.ini) is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

constexpr std::size_t kMostTrueFrameClasses = 8;

class TrueFrames {
 public:
  // Throws DataError: no such folder, a file in it that is no image.
  TrueFrames(const std::filesystem::path& folder, std::size_t classes);

  std::size_t count() const { return images_.size(); }
  // Image n < count(), CV_8U [H,W]. Throws DataError naming the file: not such a PNG, cut short, another size
  // than `native`, a bit without a class.
  cv::Mat read(std::size_t n, cv::Size native) const;

 private:
  std::size_t classes_;
  std::vector<std::filesystem::path> images_;
};

// Bits to masks: 0/1 [C,H,W].
std::vector<std::uint8_t> masks_of_bits(const cv::Mat& bits, std::size_t classes);

}  // namespace sonosweep::data_tools
