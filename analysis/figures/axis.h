// Axes that begin, end and are marked at round numbers.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::analysis {

struct Tick {
  double value = 0;
  std::string text;
};

struct Axis {
  double low = 0, high = 1;
  std::vector<Tick> ticks;
  // 0 at low, 1 at high.
  double share(double value) const { return (value - low) / (high - low); }
};

// The smallest step of 1, 2 or 5 times a power of ten with at most `most` (>= 2) marks from below `low` to
// above `high`; all marks have as many decimals as the step. Where low and high agree the axis reaches beyond
// both; where they are no numbers it goes from 0 to 1.
Axis nice_axis(double low, double high, int most = 6);

}  // namespace sonosweep::analysis
