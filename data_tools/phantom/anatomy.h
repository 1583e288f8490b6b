// One frame of a layout under motion: every structure as a shape in pixels, and what casts shadows.
#pragma once

#include <vector>

#include "data_tools/phantom/layout.h"
#include "data_tools/phantom/motion.h"
#include "data_tools/phantom/shapes.h"

namespace sonosweep::data_tools {

struct FrameAnatomy {
  std::vector<Shape> shapes;      // later ones lie over earlier ones
  std::vector<float> pleura_row;  // per column, centre line of the pleura, in pixels
  std::vector<float> shadow_row;  // per column, where a rib's shadow starts (1e6: nowhere)
  std::vector<float> shadow;      // per column, 0..1
};

FrameAnatomy make_anatomy(const Layout& layout, const Motion& motion, const PhantomOptions& options);

}  // namespace sonosweep::data_tools
