// From anatomy to echogenicity: how strongly each place scatters, in dB against muscle.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

#include "data_tools/phantom/anatomy.h"

namespace sonosweep::data_tools {

// Rows finer than pixels: sub-row i has its centre at pixel row (i - pad + 0.5) / oversampling.
struct AxialGrid {
  int height = 0, width = 0;  // pixels
  int oversampling = 1;       // sub-rows per pixel
  int pad = 0;                // sub-rows above and below the image
  int rows() const { return height * oversampling + 2 * pad; }
  double pixel_row(int sub_row) const { return (sub_row - pad + 0.5) / oversampling; }
};

// What does not change within a video: strands of the chest wall and streaks of the lung, in dB.
class Texture {
 public:
  Texture(const AxialGrid& grid, const Layout& layout, std::uint64_t seed);
  float wall(int sub_row, int column, const Motion& motion) const;
  float lung(int sub_row, int column, const Motion& motion) const;

 private:
  cv::Mat wall_, lung_;
  int margin_x_, margin_z_;
  double column_mm_, sub_row_mm_;
};

struct EchoMap {
  cv::Mat level_db;  // float32 [rows,width]
  cv::Mat specular;  // float32 [rows,width], 0..1: coherent share of the amplitude
};

// Two-way attenuation minus compensation, in dB at a depth in pixels.
double residual_attenuation_db(const PhantomOptions& options, const Layout& layout, double pixel_row);

EchoMap make_echo_map(const AxialGrid& grid, const Layout& layout, const FrameAnatomy& anatomy,
                      const Motion& motion, const Texture& texture, const PhantomOptions& options);

}  // namespace sonosweep::data_tools
