#include "data_tools/phantom/layout.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::data_tools {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kProbeWidthMm = 40;

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

int poisson(Rng& rng, double mean) {
  const double limit = std::exp(-mean);
  int n = 0;
  for (double product = rng.uniform(); product > limit; product *= rng.uniform()) ++n;
  return n;
}

// Draws the parts of a layout one after the other; their order is part of what a seed means.
class LayoutMaker {
 public:
  LayoutMaker(const PhantomOptions& options, double severity, std::uint64_t seed) : o_(options), rng_(seed) {
    l_.severity = severity;
  }

  Layout make() {
    frame();
    wall();
    pleura();
    fascias();
    b_lines();
    reverberations();
    ribs();
    motion();
    return l_;
  }

 private:
  // Half the thickness, at least what the margins of the annotation need.
  double half_mm(double thickness_mm, double pixel_mm, double blur = 1) const {
    return 0.5 * std::max(thickness_mm, o_.thickness_min_sigmas * o_.sigma_px * blur * pixel_mm);
  }

  // Some structures are fainter than others; an annotator is then less sure of them.
  Look look(double level_db, double faint_factor = 1, double period_mm = 12, double shade_db = 1.5) {
    const bool faint = rng_.chance(std::min(1.0, o_.faint_share * faint_factor));
    const double visibility = rng_.uniform(o_.faint_visibility, 1.0);
    const Waves shade(rng_, 3, period_mm, 4 * period_mm, shade_db);
    if (!faint) return {level_db, 1, shade};
    return {level_db - 14 * (1 - visibility), visibility, shade};
  }

  void frame() {
    l_.depth_mm = 10 * rng_.uniform(o_.depth_low_cm, o_.depth_high_cm);
    l_.width_mm = kProbeWidthMm;
    l_.pixel_mm = l_.depth_mm / o_.height;
    l_.column_mm = l_.width_mm / o_.width;
    l_.gain_db = rng_.normal(0, 1.5);
  }

  void wall() {
    l_.pleura_mm = l_.depth_mm * rng_.uniform(o_.pleura_low, o_.pleura_high);
    l_.skin_mm = rng_.uniform(1.0, 1.6);
    l_.fat_mm = l_.pleura_mm * rng_.uniform(0.22, 0.36);
    l_.layer_bend = Waves(rng_, 3, 15, 60, 0.4);
    l_.pleura_bend = Waves(rng_, 2, 50, 120, 0.45);
  }

  void pleura() {
    const double s = l_.severity;
    const double fuzzy_share = logistic((s - 0.42) / 0.08);
    l_.has_fuzzy = fuzzy_share > 0.2;
    l_.has_sharp = fuzzy_share < 0.8;
    l_.sharp_half_mm = half_mm(rng_.uniform(0.5, 1.0), l_.pixel_mm);
    l_.fuzzy_half_mm = half_mm(rng_.uniform(2.0, 3.0), l_.pixel_mm, o_.fuzzy_blur);
    l_.sharp_look = look(27, 0.3);
    l_.fuzzy_look = look(22, 0.5);
    l_.ragged = Waves(rng_, 5, 3.5, 14, std::min(0.35, 0.8 * l_.pixel_mm + 0.1));
    l_.ragged_half = Waves(rng_, 5, 3, 10, 0.14 * l_.fuzzy_half_mm);
    const double length = fuzzy_share * l_.width_mm;
    // From one side on: what slides in from beyond the edge is fuzzy, too.
    if (rng_.chance(0.5)) {
      l_.fuzzy = {-100, length};
    } else {
      l_.fuzzy = {l_.width_mm - length, l_.width_mm + 100};
    }
    const int gaps = poisson(rng_, 1.6 * s);
    for (int i = 0; i < gaps; ++i) {
      const double x = rng_.uniform(0.05, 0.95) * l_.width_mm, half = rng_.uniform(0.5, 1.2);
      l_.gaps.push_back({x - half, x + half});
    }
  }

  void fascias() {
    const double half = half_mm(rng_.uniform(0.5, 0.9), l_.pixel_mm);
    const double pleura_half = l_.has_fuzzy ? l_.fuzzy_half_mm : l_.sharp_half_mm;
    const double top = l_.skin_mm + 1.1 * half + 0.4;
    const double bottom = std::max(top, l_.pleura_mm - pleura_half - half - 2.5 * l_.pixel_mm);
    const double main = top + (bottom - top) * rng_.uniform(0.6, 0.95);
    const double room = main - 3.0 * half - top;
    const bool second = room > 0 && rng_.chance(0.6);
    const double upper = top + room * rng_.uniform(0, 0.8);
    const auto add = [&](double depth) {
      const double bend = std::min(0.5, 0.35 * half);
      l_.fascias.push_back({depth, half * rng_.uniform(1.0, 1.25), Waves(rng_, 2, 30, 90, bend), look(15)});
    };
    if (second) add(upper);
    add(main);
  }

  void b_lines() {
    const double s = l_.severity;
    const int count = poisson(rng_, o_.b_lines * std::max(0.0, s - 0.08) / 0.92);
    for (int i = 0; i < count; ++i) {
      BLine line;
      line.x_mm = rng_.uniform(-0.05, 1.05) * l_.width_mm;
      line.half_mm = half_mm(std::min(8.0, rng_.uniform(1.0, 2.0 + 6.0 * s)), l_.column_mm);
      line.look = look(rng_.uniform(13, 19), 1, 1.2, 2.0);
      l_.b_lines.push_back(line);
    }
    // Interstitial fluid also raises the haze below the pleura: at high severity the lung turns white.
    const double white = std::clamp((s - 0.55) / 0.45, 0.0, 1.0);
    l_.lung_db = -15 + 5 * s + 8 * white * white;
  }

  void reverberations() {
    const double s = l_.severity;
    const bool a_lines = rng_.chance(1 - 0.7 * s);
    const double half = half_mm(rng_.uniform(0.5, 1.0), l_.pixel_mm);
    const double level = rng_.uniform(12, 17) - 5 * s;
    for (int order = 2; order <= 4; ++order) {
      const double left = rng_.chance(0.6) ? -100 : rng_.uniform(0, 0.25) * l_.width_mm;
      const double right = rng_.chance(0.6) ? 200 : rng_.uniform(0.75, 1.0) * l_.width_mm;
      const Look seen = look(level - 4.5 * (order - 2), order == 2 ? 0.7 : 1.5);
      if (a_lines && order * l_.pleura_mm < l_.depth_mm + half)
        l_.reverberations.push_back({order, false, half, {left, right}, seen});
    }
    const bool sub_lines = rng_.chance(0.85 - 0.5 * s);
    const double middle = rng_.uniform(0.3, 0.7) * l_.width_mm, reach = rng_.uniform(0.2, 0.32) * l_.width_mm;
    for (int order = 1; order <= 2; ++order) {
      const Look seen = look(level - 4 - 4 * (order - 1));
      const double depth = order * l_.pleura_mm + l_.pleura_mm - l_.fascias.back().depth_mm;
      if (sub_lines && order == 1 && depth < l_.depth_mm - half)
        l_.reverberations.push_back(
            {order, true, half, {middle - reach / order, middle + reach / order}, seen});
    }
  }

  void ribs() {
    if (!rng_.chance(o_.rib_share)) return;
    const double half = rng_.uniform(4.5, 6.5);
    const double inside = rng_.uniform(0.1, 0.9) * half;  // how far its shadow reaches into the image
    const double x = rng_.chance(0.5) ? inside - half : l_.width_mm - inside + half;
    l_.ribs.push_back({x, half, l_.pleura_mm * rng_.uniform(0.55, 0.75)});
  }

  void motion() {
    l_.breaths_per_s = rng_.uniform(0.2, 0.35);
    l_.breath_phase = rng_.uniform(0, 2 * kPi);
    l_.slide_mm = o_.slide_mm * rng_.uniform(0.5, 2.0);
  }

  const PhantomOptions& o_;
  Rng rng_;
  Layout l_;
};

}  // namespace

Waves::Waves(Rng& rng, int count, double period_low, double period_high, double sd) {
  for (int i = 0; i < count; ++i) {
    const double period = rng.uniform(period_low, period_high);
    // A sine of amplitude a has variance a^2 / 2.
    waves_.push_back({sd * std::sqrt(2.0 / count), 2 * kPi / period, rng.uniform(0, 2 * kPi)});
  }
}

double Waves::at(double x_mm) const {
  double sum = 0;
  for (const Wave& wave : waves_) sum += wave.amplitude * std::sin(wave.wave_number * x_mm + wave.phase);
  return sum;
}

Layout make_layout(const PhantomOptions& options, double severity, std::uint64_t seed) {
  return LayoutMaker(options, severity, seed).make();
}

}  // namespace sonosweep::data_tools
