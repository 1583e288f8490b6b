// Image formation: speckle statistics, beam, pulse, attenuation, compression.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "data_tools/phantom/image_formation.h"
#include "data_tools/phantom/presets.h"

namespace sonosweep::data_tools {
namespace {

// A uniform dense medium of echo amplitude 1 without structures, losses and noise.
struct Medium {
  PhantomOptions options;
  Layout layout;
  explicit Medium(int size = 128) {
    options = preset_options("demo");
    options.height = options.width = size;
    options.noise_db = -120;
    options.attenuation_db = 0;
    layout.depth_mm = 40;
    layout.width_mm = 40;
    layout.pixel_mm = layout.column_mm = 40.0 / size;
  }
  EchoMap map(const ImageFormation& formation, float level_db = 0, float specular = 0) const {
    const AxialGrid& grid = formation.grid();
    return {cv::Mat(grid.rows(), grid.width, CV_32F, cv::Scalar(level_db)),
            cv::Mat(grid.rows(), grid.width, CV_32F, cv::Scalar(specular))};
  }
  cv::Mat envelope(const ImageFormation& formation, const EchoMap& m, int frame = 0,
                   Motion motion = {}) const {
    // Pleura below the image: chest wall everywhere.
    const std::vector<float> pleura(static_cast<std::size_t>(options.width), 1e6F);
    return formation.envelope(m, pleura, motion, frame);
  }
};

struct Moments {
  double mean, sd;
};
Moments moments(const cv::Mat& image) {
  cv::Scalar mean, sd;
  cv::meanStdDev(image, mean, sd);
  return {mean[0], sd[0]};
}

double correlation(const cv::Mat& a, const cv::Mat& b) {
  const Moments ma = moments(a), mb = moments(b);
  return (cv::mean(a.mul(b))[0] - ma.mean * mb.mean) / (ma.sd * mb.sd);
}

TEST(ImageFormation, SpeckleOfADenseMediumIsRayleigh) {
  const Medium medium;
  const ImageFormation formation(medium.options, medium.layout, 5);
  const Moments m = moments(medium.envelope(formation, medium.map(formation)));
  // Rayleigh: mean/SD = sqrt(pi / (4 - pi)) = 1.913; mean = sqrt(pi)/2 = 0.886 at mean square 1.
  EXPECT_NEAR(m.mean / m.sd, 1.913, 0.06);
  EXPECT_NEAR(m.mean, 0.886, 0.03);
}

TEST(ImageFormation, SpeckleStaysAsItIsWhereTissueHasMovedByFractionsOfASample) {
  const Medium medium;
  const ImageFormation formation(medium.options, medium.layout, 6);
  const EchoMap map = medium.map(formation);
  // A pixel and a sub-row are 0.3125 and 0.104 mm: between two columns, between two rows, both.
  for (const Motion& motion : {Motion{0.156, 0, 0}, Motion{0, 0.052, 0}, Motion{0.1, 0.23, 0}}) {
    const Moments m = moments(medium.envelope(formation, map, 3, motion));
    EXPECT_NEAR(m.mean / m.sd, 1.913, 0.06);
    EXPECT_NEAR(m.mean, 0.886, 0.03);
  }
}

TEST(ImageFormation, SpeckleMovesWithTheTissueAndDecorrelatesALittle) {
  const Medium medium;
  const ImageFormation formation(medium.options, medium.layout, 7);
  const EchoMap map = medium.map(formation);
  const cv::Mat first = medium.envelope(formation, map, 0);
  const cv::Mat still = medium.envelope(formation, map, 1);
  // Two pixels of 0.3125 mm to the right.
  const cv::Mat moved = medium.envelope(formation, map, 1, {0.625, 0, 0});
  const double same_place = correlation(first, still);
  EXPECT_GT(same_place, 0.9);
  EXPECT_LT(same_place, 0.999);
  const int w = medium.options.width;
  EXPECT_GT(correlation(first.colRange(10, w - 20), moved.colRange(12, w - 18)), 0.9);
  EXPECT_LT(correlation(first.colRange(10, w - 20), moved.colRange(10, w - 20)), 0.7);
}

TEST(ImageFormation, WithoutDecorrelationStillTissueGivesTheSameImage) {
  Medium medium(64);
  medium.options.decorrelation = 0;
  const ImageFormation formation(medium.options, medium.layout, 7);
  const EchoMap map = medium.map(formation);
  EXPECT_GT(correlation(medium.envelope(formation, map, 0), medium.envelope(formation, map, 1)), 0.9999);
}

TEST(ImageFormation, UncompensatedAttenuationLowersTheDepths) {
  Medium medium;
  medium.options.attenuation_db = 0.5;
  medium.options.tgc_share = 0.5;
  // 0.5 dB/cm/MHz * 8 MHz * 2 * 4 cm = 32 dB over the image, half of it compensated.
  EXPECT_NEAR(residual_attenuation_db(medium.options, medium.layout, 128), 16, 1e-9);
  const ImageFormation formation(medium.options, medium.layout, 8);
  const cv::Mat envelope = medium.envelope(formation, medium.map(formation));
  const double top = moments(envelope.rowRange(0, 16)).mean,
               bottom = moments(envelope.rowRange(112, 128)).mean;
  // Between the middles of the strips, rows 8 and 120: 16 dB * 112 / 128 = 14 dB.
  EXPECT_NEAR(20 * std::log10(top / bottom), 14, 0.8);
}

TEST(ImageFormation, CompressionMapsTheDynamicRangeToGrayValues) {
  Medium medium(32);
  medium.options.dynamic_range_db = 60;
  const ImageFormation formation(medium.options, medium.layout, 9);
  const auto gray = [&](double db) {
    cv::Mat envelope(1, 1, CV_32F, cv::Scalar(std::pow(10.0, db / 20)));
    return static_cast<int>(formation.compress(envelope).at<std::uint8_t>(0, 0));
  };
  EXPECT_EQ(gray(kTopDb), 255);
  EXPECT_EQ(gray(kTopDb + 10), 255);
  EXPECT_EQ(gray(kTopDb - 60), 0);
  EXPECT_EQ(gray(kTopDb - 80), 0);
  // 255 * (0 - (30 - 60)) / 60 = 127.5
  EXPECT_NEAR(gray(0), 127.5, 0.6);
  EXPECT_EQ(formation.compress(cv::Mat(1, 1, CV_32F, cv::Scalar(0))).at<std::uint8_t>(0, 0), 0);
}

TEST(ImageFormation, ACoherentEchoHasLessSpeckle) {
  const Medium medium;
  const ImageFormation formation(medium.options, medium.layout, 10);
  const Moments diffuse = moments(medium.envelope(formation, medium.map(formation)));
  const Moments coherent = moments(medium.envelope(formation, medium.map(formation, 0, 0.85F)));
  EXPECT_GT(coherent.mean / coherent.sd, 1.2 * diffuse.mean / diffuse.sd);
}

TEST(PointSpread, TheBeamIsNarrowestAtTheFocusAndWidensAwayFromIt) {
  const PhantomOptions o = preset_options("demo");
  const double at_focus = beam_sigma_mm(o, 20);
  // FWHM = 1.54 / 8 * 2.5 = 0.48125 mm; sigma = FWHM / 2.3548.
  EXPECT_NEAR(at_focus, 0.48125 / 2.35482, 1e-4);
  EXPECT_GT(beam_sigma_mm(o, 5), at_focus);
  EXPECT_GT(beam_sigma_mm(o, 40), beam_sigma_mm(o, 30));
  // 12 mm off the focus (the depth of field): sqrt(2) wider.
  EXPECT_NEAR(beam_sigma_mm(o, 32), at_focus * std::sqrt(2.0), 1e-9);
}

TEST(PointSpread, SpeckleIsWiderAwayFromTheFocus) {
  Medium medium(192);
  const ImageFormation formation(medium.options, medium.layout, 11);
  const cv::Mat envelope = medium.envelope(formation, medium.map(formation));
  // Correlation of neighbouring columns around the focus (2 cm = row 96) and at the bottom.
  const auto neighbours = [&](int from, int to) {
    const cv::Mat rows = envelope.rowRange(from, to);
    return correlation(rows.colRange(0, 189), rows.colRange(3, 192));
  };
  EXPECT_GT(neighbours(172, 192), neighbours(86, 106) + 0.15);
}

TEST(PointSpread, KernelsHaveUnitEnergyAndTheCarrierTheProbesFrequency) {
  PhantomOptions o = preset_options("demo");
  const AxialPulse pulse = make_axial_pulse(o, 0.01);
  double energy = 0;
  for (std::size_t i = 0; i < pulse.real.size(); ++i)
    energy += pulse.real[i] * pulse.real[i] + pulse.imaginary[i] * pulse.imaginary[i];
  EXPECT_NEAR(energy, 1, 1e-5);
  EXPECT_NEAR(pulse.wavelength_mm, 0.1925, 1e-9);  // 1.54 mm/us / 8 MHz
  // A grid of 0.1 mm carries at most one cycle in 3 samples, a wavelength of 0.6 mm.
  EXPECT_NEAR(make_axial_pulse(o, 0.1).wavelength_mm, 0.6, 1e-9);
}

}  // namespace
}  // namespace sonosweep::data_tools
