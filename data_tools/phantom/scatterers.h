// Dense random scatterers: a field of circular complex Gaussian numbers that tissue carries along.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

struct ComplexImage {
  cv::Mat re, im;  // float32, equal size
  ComplexImage() = default;
  ComplexImage(int rows, int columns) : re(rows, columns, CV_32F), im(rows, columns, CV_32F) {}
};

// What moving by a fraction of a sample has to know of the point-spread function that comes after it: between
// samples a scatterer is shared by two, turned by the carrier's phase to either, and the shares are scaled so
// that the variance behind the point-spread function stays what it is without motion.
struct SpreadLaw {
  double phase_per_row = 0;       // of the carrier, in radians
  double row_correlation = 0;     // of the pulse's envelope with itself, one sample on
  double column_correlation = 0;  // of the beam with itself, one sample on
};

// Mean square magnitude 1; the same for the same seed.
class ScattererField {
 public:
  // Can be read anywhere within `margin` samples around rows x columns.
  ScattererField(int rows, int columns, int margin_rows, int margin_columns, std::uint64_t seed);

  // Row `row` of the field moved down by `shift_rows` and right by `shift_columns` samples (fractions too).
  void read_row(int row, double shift_rows, double shift_columns, const SpreadLaw& law, float* re,
                float* im) const;

 private:
  int columns_, margin_rows_, margin_columns_;
  ComplexImage field_;
};

}  // namespace sonosweep::data_tools
