// From echogenicity to gray values: speckle, beam, attenuation, compensation, log compression.
// One object per video: its scatterers are drawn once and move with the tissue.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

#include "data_tools/phantom/echo_map.h"
#include "data_tools/phantom/point_spread.h"
#include "data_tools/phantom/scatterers.h"

namespace sonosweep::data_tools {

// Muscle (0 dB) lies this far below full white.
constexpr double kTopDb = 30;

class ImageFormation {
 public:
  ImageFormation(const PhantomOptions& options, const Layout& layout, std::uint64_t seed);

  const AxialGrid& grid() const { return grid_; }

  // Detected envelope before compression, float32 [height,width]; amplitude 1 = muscle at no loss.
  // `frame` selects what is random between frames.
  cv::Mat envelope(const EchoMap& map, const std::vector<float>& pleura_row, const Motion& motion,
                   int frame) const;

  // 255 * (20 log10(envelope) + gain - (kTopDb - dynamic range)) / dynamic range, clamped, uint8.
  cv::Mat compress(const cv::Mat& envelope) const;

 private:
  ComplexImage scattered(const EchoMap& map, const std::vector<float>& pleura_row, const Motion& motion,
                         int frame) const;
  void blur_laterally(ComplexImage& signal) const;
  ComplexImage receive(const ComplexImage& signal) const;

  const PhantomOptions& options_;
  const Layout& layout_;
  AxialGrid grid_;
  AxialPulse pulse_;
  std::uint64_t seed_;
  std::vector<std::vector<float>> beams_;  // one kernel per sub-row
  std::vector<SpreadLaw> laws_;            // one per sub-row
  ScattererField wall_, lung_, fresh_;
};

}  // namespace sonosweep::data_tools
