#include "data_tools/phantom/image_formation.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::data_tools {
namespace {

constexpr int kFreshMargin = 24;  // the fresh field is read at a random place within it, per frame
constexpr double kNarrowestBeamPx = 0.55;
constexpr double kSpecularLoss = 0.9;  // a coherent echo is a little weaker than speckle at its brightest

AxialGrid make_grid(const PhantomOptions& o, int pad) {
  return {o.height, o.width, o.oversampling, pad};
}

double sample_mm(const PhantomOptions& o, const Layout& l) {
  return l.pixel_mm / o.oversampling;
}

int axial_margin(const PhantomOptions& o, const Layout& l) {
  return static_cast<int>(std::ceil(kLargestAxialMotionMm / sample_mm(o, l))) + 1;
}
int lateral_margin(const Layout& l) {
  return static_cast<int>(std::ceil(largest_lateral_motion(l) / l.column_mm)) + 1;
}

float amplitude(float db) {
  return std::exp(db * 0.11512925465F);
}  // ln(10) / 20

}  // namespace

ImageFormation::ImageFormation(const PhantomOptions& o, const Layout& l, std::uint64_t seed)
    : options_(o),
      layout_(l),
      grid_(make_grid(o, 0)),
      pulse_(make_axial_pulse(o, sample_mm(o, l))),
      seed_(seed),
      wall_(grid_.rows() + 2 * pulse_.radius(), o.width, axial_margin(o, l), lateral_margin(l),
            derive_seed(seed, "wall")),
      lung_(grid_.rows() + 2 * pulse_.radius(), o.width, axial_margin(o, l), lateral_margin(l),
            derive_seed(seed, "lung")),
      fresh_(grid_.rows() + 2 * pulse_.radius(), o.width, kFreshMargin, kFreshMargin,
             derive_seed(seed, "fresh")) {
  grid_.pad = pulse_.radius();
  for (int i = 0; i < grid_.rows(); ++i) {
    const double depth_mm = std::max(0.0, grid_.pixel_row(i)) * l.pixel_mm;
    const double sigma = std::max(kNarrowestBeamPx, beam_sigma_mm(o, depth_mm) / l.column_mm);
    beams_.push_back(gaussian_unit_energy(sigma));
    laws_.push_back(
        {pulse_.phase_per_sample, neighbour_correlation(pulse_.sigma), neighbour_correlation(sigma)});
  }
}

ComplexImage ImageFormation::scattered(const EchoMap& map, const std::vector<float>& pleura_row,
                                       const Motion& motion, int frame) const {
  const auto width = static_cast<std::size_t>(grid_.width);
  Rng rng(derive_seed(seed_, "frame", static_cast<std::uint64_t>(frame)));
  const auto anywhere = [&] { return std::floor(rng.uniform(-kFreshMargin, kFreshMargin)); };
  const double fresh_z = anywhere(), fresh_x = anywhere(), noise_z = anywhere(), noise_x = anywhere();
  const auto old_share = static_cast<float>(std::sqrt(1 - options_.decorrelation * options_.decorrelation));
  const auto new_share = static_cast<float>(options_.decorrelation);
  const double per_row = 1 / sample_mm(options_, layout_), per_column = 1 / layout_.column_mm;

  ComplexImage out(grid_.rows(), grid_.width);
  std::vector<float> buffer(8 * width);
  float* wall_re = buffer.data();
  float *wall_im = wall_re + width, *lung_re = wall_im + width, *lung_im = lung_re + width;
  float *fresh_re = lung_im + width, *fresh_im = fresh_re + width;
  float *noise_re = fresh_im + width, *noise_im = noise_re + width;
  for (int i = 0; i < grid_.rows(); ++i) {
    const SpreadLaw& law = laws_[static_cast<std::size_t>(i)];
    wall_.read_row(i, motion.wall_z * per_row, motion.wall_x * per_column, law, wall_re, wall_im);
    lung_.read_row(i, motion.wall_z * per_row, motion.lung_x * per_column, law, lung_re, lung_im);
    fresh_.read_row(i, fresh_z, fresh_x, law, fresh_re, fresh_im);
    fresh_.read_row(i, noise_z, noise_x, law, noise_re, noise_im);
    const auto row = static_cast<float>(grid_.pixel_row(i));
    const double loss_db = residual_attenuation_db(options_, layout_, row);
    const double path_cm = 2 * std::max(0.0F, row) * layout_.pixel_mm / 10;
    const double tgc_db = options_.tgc_share * options_.attenuation_db * options_.frequency_mhz * path_cm;
    const float noise = amplitude(static_cast<float>(options_.noise_db + tgc_db));
    const auto* level = map.level_db.ptr<float>(i);
    const auto* specular = map.specular.ptr<float>(i);
    auto* re = out.re.ptr<float>(i);
    auto* im = out.im.ptr<float>(i);
    for (std::size_t c = 0; c < width; ++c) {
      const float a = amplitude(level[c] - static_cast<float>(loss_db)) *
                      std::sqrt(std::max(0.0F, 1 - specular[c] * specular[c]));
      const bool in_lung = row > pleura_row[c];
      const float old_re = in_lung ? lung_re[c] : wall_re[c], old_im = in_lung ? lung_im[c] : wall_im[c];
      re[c] = a * (old_share * old_re + new_share * fresh_re[c]) + noise * noise_re[c];
      im[c] = a * (old_share * old_im + new_share * fresh_im[c]) + noise * noise_im[c];
    }
  }
  return out;
}

void ImageFormation::blur_laterally(ComplexImage& signal) const {
  const int width = grid_.width;
  std::vector<float> out(static_cast<std::size_t>(width)), energy(static_cast<std::size_t>(width));
  for (int i = 0; i < grid_.rows(); ++i) {
    const std::vector<float>& taps = beams_[static_cast<std::size_t>(i)];
    const int radius = static_cast<int>(taps.size() / 2);
    // Beyond the edges there is nothing: what is left of the kernel is brought back to unit energy.
    std::fill(energy.begin(), energy.end(), 0.0F);
    for (int k = -radius; k <= radius; ++k) {
      const float w = taps[static_cast<std::size_t>(k + radius)];
      for (int c = std::max(0, -k); c < std::min(width, width - k); ++c)
        energy[static_cast<std::size_t>(c)] += w * w;
    }
    for (cv::Mat* part : {&signal.re, &signal.im}) {
      auto* in = part->ptr<float>(i);
      std::fill(out.begin(), out.end(), 0.0F);
      for (int k = -radius; k <= radius; ++k) {
        const float w = taps[static_cast<std::size_t>(k + radius)];
        const int last = std::min(width, width - k);
        for (int c = std::max(0, -k); c < last; ++c) out[static_cast<std::size_t>(c)] += w * in[c + k];
      }
      for (int c = 0; c < width; ++c) {
        const auto k = static_cast<std::size_t>(c);
        in[c] = out[k] / std::sqrt(energy[k]);
      }
    }
  }
}

// The pulse, for the middle sub-row of each pixel only: the envelope is sampled, not averaged, and stays
// Rayleigh.
ComplexImage ImageFormation::receive(const ComplexImage& signal) const {
  ComplexImage out(grid_.height, grid_.width);
  out.re = cv::Scalar(0);
  out.im = cv::Scalar(0);
  const int radius = pulse_.radius();
  for (int r = 0; r < grid_.height; ++r) {
    const int middle = grid_.pad + r * grid_.oversampling + grid_.oversampling / 2;
    auto* re = out.re.ptr<float>(r);
    auto* im = out.im.ptr<float>(r);
    for (int k = -radius; k <= radius; ++k) {
      const float p = pulse_.real[static_cast<std::size_t>(k + radius)];
      const float q = pulse_.imaginary[static_cast<std::size_t>(k + radius)];
      const auto* a = signal.re.ptr<float>(middle + k);
      const auto* b = signal.im.ptr<float>(middle + k);
      for (int c = 0; c < grid_.width; ++c) {
        re[c] += p * a[c] - q * b[c];
        im[c] += p * b[c] + q * a[c];
      }
    }
  }
  return out;
}

cv::Mat ImageFormation::envelope(const EchoMap& map, const std::vector<float>& pleura_row,
                                 const Motion& motion, int frame) const {
  ComplexImage signal = scattered(map, pleura_row, motion, frame);
  blur_laterally(signal);
  const ComplexImage received = receive(signal);
  cv::Mat out(grid_.height, grid_.width, CV_32F);
  for (int r = 0; r < grid_.height; ++r) {
    const int middle = grid_.pad + r * grid_.oversampling + grid_.oversampling / 2;
    const auto loss_db = static_cast<float>(residual_attenuation_db(options_, layout_, r + 0.5));
    const auto* level = map.level_db.ptr<float>(middle);
    const auto* specular = map.specular.ptr<float>(middle);
    const auto* re = received.re.ptr<float>(r);
    const auto* im = received.im.ptr<float>(r);
    auto* row = out.ptr<float>(r);
    for (int c = 0; c < grid_.width; ++c) {
      const float coherent = static_cast<float>(kSpecularLoss) * specular[c] * amplitude(level[c] - loss_db);
      row[c] = std::sqrt((re[c] + coherent) * (re[c] + coherent) + im[c] * im[c]);
    }
  }
  return out;
}

cv::Mat ImageFormation::compress(const cv::Mat& envelope) const {
  cv::Mat db;
  cv::log(envelope + 1e-9F, db);
  const double range = options_.dynamic_range_db;
  const double db_per_neper = 20 / std::log(10.0);
  cv::Mat out;
  db.convertTo(out, CV_8U, 255 * db_per_neper / range, 255 * (layout_.gain_db - (kTopDb - range)) / range);
  return out;
}

}  // namespace sonosweep::data_tools
