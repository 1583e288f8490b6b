#include "data_tools/phantom/scatterers.h"

#include <algorithm>
#include <cmath>

#include "core/rng.h"

namespace sonosweep::data_tools {
namespace {

// Position -> whole part, and what that sample and the next contribute.
struct Tap {
  int whole;
  double fraction, first, second;
};
Tap tap_at(double position, double correlation) {
  const double whole = std::floor(position), f = position - whole;
  const double norm = std::sqrt((1 - f) * (1 - f) + f * f + 2 * f * (1 - f) * correlation);
  return {static_cast<int>(whole), f, (1 - f) / norm, f / norm};
}

}  // namespace

ScattererField::ScattererField(int rows, int columns, int margin_rows, int margin_columns, std::uint64_t seed)
    : columns_(columns),
      margin_rows_(margin_rows + 1),
      margin_columns_(margin_columns + 1),
      field_(rows + 2 * margin_rows_, columns + 2 * margin_columns_) {
  Rng rng(seed);
  const double sd = std::sqrt(0.5);
  for (int r = 0; r < field_.re.rows; ++r) {
    auto* re = field_.re.ptr<float>(r);
    auto* im = field_.im.ptr<float>(r);
    for (int c = 0; c < field_.re.cols; ++c) {
      re[c] = static_cast<float>(rng.normal(0, sd));
      im[c] = static_cast<float>(rng.normal(0, sd));
    }
  }
}

void ScattererField::read_row(int row, double shift_rows, double shift_columns, const SpreadLaw& law,
                              float* re, float* im) const {
  const Tap z = tap_at(row + margin_rows_ - shift_rows, law.row_correlation);
  const Tap x = tap_at(margin_columns_ - shift_columns, law.column_correlation);
  const int r = std::clamp(z.whole, 0, field_.re.rows - 2);
  const int c0 = std::clamp(x.whole, 0, field_.re.cols - columns_ - 1);
  const auto x0 = static_cast<float>(x.first), x1 = static_cast<float>(x.second);
  // The scatterers of the two rows lie `fraction` above and 1 - fraction below the sample.
  const double phases[] = {-law.phase_per_row * z.fraction, law.phase_per_row * (1 - z.fraction)};
  const double weights[] = {z.first, z.second};
  std::fill(re, re + columns_, 0.0F);
  std::fill(im, im + columns_, 0.0F);
  for (int k = 0; k < 2; ++k) {
    const auto p = static_cast<float>(weights[k] * std::cos(phases[k]));
    const auto q = static_cast<float>(weights[k] * std::sin(phases[k]));
    const float* a = field_.re.ptr<float>(r + k) + c0;
    const float* b = field_.im.ptr<float>(r + k) + c0;
    for (int c = 0; c < columns_; ++c) {
      const float u = x0 * a[c] + x1 * a[c + 1], v = x0 * b[c] + x1 * b[c + 1];
      re[c] += p * u - q * v;
      im[c] += p * v + q * u;
    }
  }
}

}  // namespace sonosweep::data_tools
