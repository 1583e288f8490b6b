// What the values of confidence maps say of how they were meant: on which scale, which way round.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "data_tools/faults.h"

namespace sonosweep::data_tools {

enum class MapKind { kImage8, kImage16, kInteger, kReal, kBool };

// The values of one map, or of several.
struct MapValues {
  MapKind kind = MapKind::kReal;
  std::optional<std::uint64_t> stated_full_scale;  // nothing: 255 or 65535, by the kind
  // Of integers, as the file has them.
  std::uint64_t largest = 0;
  std::bitset<256> small;  // which values up to 255 occur
  // Of the map, in basis points.
  std::size_t pixels = 0, painted = 0;                // > 0
  std::size_t border_pixels = 0, border_painted = 0;  // of the first and last rows and columns
  double confidence_sum = 0;                          // 1 = 100 %
  int highest = 0;
  // Pixels less than one step of the file's scale below 10, 20, .. 90 %, and those one or two steps beside
  // these.
  std::array<std::size_t, 10> just_below = {}, beside = {};

  void take(std::uint64_t value) {
    if (value > largest) largest = value;
    if (value < small.size()) small.set(value);
  }
  void look(const cv::Mat& basis_points);
  // More than 90 % of the picture, and of its border, is painted with half of full confidence and more.
  bool paints_nearly_all() const;
};

// One map of a source folder.
struct JudgedMap {
  std::size_t channel = 0;  // index into the classes
  std::string annotator, file;
  MapValues values;
};

// Looks at the maps of each class and annotator together. Values that cannot have been meant on the scale
// they are read on (0 and 1, percent, 8 bits in 16) are a fault that names class, number of maps, values and
// cure, unless somebody has said the scale; those that may have been, values that seem to be rounded down to
// just below a threshold, classes without any label or without a high one, and maps that may be inverted are
// noted. Returns for each map whether a fault is about it.
std::vector<bool> judge_maps(const std::vector<std::string>& classes, const std::vector<JudgedMap>& maps,
                             Faults& faults);

}  // namespace sonosweep::data_tools
