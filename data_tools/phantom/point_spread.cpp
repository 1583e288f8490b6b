#include "data_tools/phantom/point_spread.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::data_tools {
namespace {

constexpr double kSpeedMmPerUs = 1.54;
constexpr double kSamplesPerCycle = 3;
constexpr double kFwhmPerSigma = 2.3548200450309493;  // 2 sqrt(2 ln 2)
constexpr double kDepthOfFieldMm = 12;

}  // namespace

AxialPulse make_axial_pulse(const PhantomOptions& o, double sample_mm) {
  AxialPulse pulse;
  pulse.wavelength_mm = std::max(kSpeedMmPerUs / o.frequency_mhz, 2 * kSamplesPerCycle * sample_mm);
  const double cycle_mm = pulse.wavelength_mm / 2;
  pulse.sigma = o.pulse_cycles * cycle_mm / kFwhmPerSigma / sample_mm;
  pulse.phase_per_sample = 2 * 3.14159265358979323846 * sample_mm / cycle_mm;
  const std::vector<float> envelope = gaussian_unit_energy(pulse.sigma);
  const int radius = static_cast<int>(envelope.size() / 2);
  for (int k = -radius; k <= radius; ++k) {
    const double phase = pulse.phase_per_sample * k;
    const float e = envelope[static_cast<std::size_t>(k + radius)];
    pulse.real.push_back(e * static_cast<float>(std::cos(phase)));
    pulse.imaginary.push_back(e * static_cast<float>(std::sin(phase)));
  }
  return pulse;
}

double beam_sigma_mm(const PhantomOptions& o, double depth_mm) {
  const double at_focus = kSpeedMmPerUs / o.frequency_mhz * o.f_number / kFwhmPerSigma;
  const double off = (depth_mm - 10 * o.focus_cm) / kDepthOfFieldMm;
  return at_focus * std::sqrt(1 + off * off);
}

double neighbour_correlation(double sigma) {
  return std::exp(-0.25 / (sigma * sigma));
}

std::vector<float> gaussian_unit_energy(double sigma) {
  const int radius = std::max(1, static_cast<int>(std::ceil(3 * sigma)));
  std::vector<double> taps;
  double energy = 0;
  for (int k = -radius; k <= radius; ++k) {
    taps.push_back(std::exp(-0.5 * k * k / (sigma * sigma)));
    energy += taps.back() * taps.back();
  }
  std::vector<float> out;
  for (const double tap : taps) out.push_back(static_cast<float>(tap / std::sqrt(energy)));
  return out;
}

}  // namespace sonosweep::data_tools
