// Figures on disk: <folder>/<name>.svg and .png.
#pragma once

#include <filesystem>

#include "analysis/figures/figure.h"
#include "core/output_guard.h"

namespace sonosweep::analysis {

// Makes the folder; each file appears whole or not at all. The PNG is drawn from the SVG, twice as large
// (less where that would be more than 16,000 pixels long). Files of figures that are left out now are
// removed: they would show how things stood before. Before the first is written all are looked at. Throws
// UsageError (check_output()), LockHeld (another program writes there), Error.
void write_figures(const std::filesystem::path& folder, const Figures& figures,
                   const OutputRules& rules = {});

// How much larger than the SVG its PNG is.
double png_scale(const Figure& figure);

}  // namespace sonosweep::analysis
