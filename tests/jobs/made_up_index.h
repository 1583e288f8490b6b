// The tables of a pack that is not there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/pack.h"

namespace sonosweep::testing {

// Patients p0, p1, ..: one video of 10 frames on each of these days from view R1, an S/F ratio on each day,
// frame 0 of the first video annotated, every second one readmitted.
data::PackIndex made_up_index(int patients, const std::vector<int>& days = {0, 1});

// Videos of so many frames, one behind the other, square; nothing else.
data::PackIndex index_of_videos(const std::vector<std::int64_t>& frames, int side);

}  // namespace sonosweep::testing
