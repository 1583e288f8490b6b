// The separable point-spread function of a linear probe: along the beam a carrier under a Gaussian envelope,
// across it a Gaussian that widens away from the focus. Unit energy, so that a dense medium of echo amplitude
// 1 gives a circular complex Gaussian signal of variance 1, whatever the width.
#pragma once

#include <vector>

#include "data_tools/phantom/options.h"

namespace sonosweep::data_tools {

struct AxialPulse {
  std::vector<float> real, imaginary;  // taps -radius..radius
  double wavelength_mm = 0;            // the one used: see below
  double sigma = 0;                    // of the envelope, in samples
  double phase_per_sample = 0;         // of the carrier, in radians
  int radius() const { return static_cast<int>(real.size() / 2); }
};

// On the echo's time axis one wavelength of path is half a wavelength of depth. A grid that cannot carry the
// frequency (fewer than 3 samples a cycle) gets the highest that it can: coarse images then look like those
// of a probe of lower bandwidth, instead of aliasing.
AxialPulse make_axial_pulse(const PhantomOptions& options, double sample_mm);

// Standard deviation of the beam at a depth, in mm: FWHM = wavelength * f_number * sqrt(1 + (z - z_f)^2 /
// R^2).
double beam_sigma_mm(const PhantomOptions& options, double depth_mm);

// Correlation of such a Gaussian with itself, one sample on.
double neighbour_correlation(double sigma);

// Taps -radius..radius of a Gaussian with that standard deviation in samples, sum of squares 1.
std::vector<float> gaussian_unit_energy(double sigma);

}  // namespace sonosweep::data_tools
