// Figures 1, 2 and 4 of the paper: one annotated test frame, its confidence, labels and predictions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/figures/study_figures.h"

namespace sonosweep::analysis {

struct ExampleFrame {
  std::string video, patient;
  std::int64_t frame = 0;                 // within the video
  std::int64_t row = 0;                   // in the pack's /frames
  std::vector<std::uint8_t> gray;         // [H,W]
  std::vector<std::uint16_t> confidence;  // [C,H,W], basis points, annotators fused as the study says
  std::vector<std::uint8_t> truth;        // [C,H,W]; empty where unknown
};

// The annotated frame of the test patients with the most classes in it; of equals the first in the pack.
// Throws Error where no test patient has one.
ExampleFrame example_frame(const FigureInput& input);

Figure label_figure(const FigureInput& input, const ExampleFrame& frame);
Figure confidence_figure(const FigureInput& input, const ExampleFrame& frame);
// From the masks of cache/tNNN. Throws Error where no threshold has masks of this pack.
Figure prediction_figure(const FigureInput& input, const ExampleFrame& frame);

}  // namespace sonosweep::analysis
