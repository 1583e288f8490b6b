// What lies where in one video, in mm: drawn once per video from its severity and seed; motion comes later.
// Lateral positions count from the left edge of the image, depths from the probe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/rng.h"
#include "data_tools/phantom/options.h"

namespace sonosweep::data_tools {

// A smooth random function of the lateral position: a few sine waves.
class Waves {
 public:
  Waves() = default;
  // `count` waves with periods in low..high mm and total standard deviation `sd`.
  Waves(Rng& rng, int count, double period_low, double period_high, double sd);
  double at(double x_mm) const;

 private:
  struct Wave {
    double amplitude, wave_number, phase;
  };
  std::vector<Wave> waves_;
};

struct Interval {
  double low = 0, high = 0;
};

// How a structure looks, to the machine and to an annotator.
struct Look {
  double level_db = 0;    // against muscle
  double visibility = 1;  // below 1: faint, and painted with less confidence
  Waves shade;            // brightness along it (across it for B lines), in dB
};

struct Fascia {
  double depth_mm = 0, half_mm = 0;
  Waves bend;
  Look look;
};
// An echo at a depth that follows the pleura: order * pleura (A line), or that plus (pleura - fascia)
// (sub-A).
struct Reverberation {
  int order = 2;
  bool sub = false;
  double half_mm = 0;
  Interval extent;  // in the chest wall's frame
  Look look;
};
struct BLine {
  double x_mm = 0, half_mm = 0;  // in the lung's frame: slides with the pleura
  Look look;
};
struct Rib {
  double x_mm = 0, half_mm = 0, depth_mm = 0;
};

struct Layout {
  double severity = 0;
  double depth_mm = 0, width_mm = 0;
  double pixel_mm = 0, column_mm = 0;  // axial and lateral size of a pixel
  double skin_mm = 0, fat_mm = 0, gain_db = 0, lung_db = 0;
  Waves layer_bend;
  double pleura_mm = 0, sharp_half_mm = 0, fuzzy_half_mm = 0;
  Waves pleura_bend, ragged, ragged_half;  // ragged: in the lung's frame
  bool has_sharp = false, has_fuzzy = false;
  Interval fuzzy;              // in the lung's frame, if both
  std::vector<Interval> gaps;  // in the fuzzy pleura
  Look sharp_look, fuzzy_look;
  std::vector<Fascia> fascias;  // the last one is next to the pleura
  std::vector<Reverberation> reverberations;
  std::vector<BLine> b_lines;
  std::vector<Rib> ribs;
  // Motion.
  double breaths_per_s = 0.25, breath_phase = 0, slide_mm = 0;
};

// The same for the same arguments.
Layout make_layout(const PhantomOptions& options, double severity, std::uint64_t seed);

}  // namespace sonosweep::data_tools
