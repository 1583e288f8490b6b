#include "sweep/study/choice_grid.h"

namespace sonosweep::sweep {

std::vector<SegmenterChoice> segmenter_choices(const Study& study) {
  const auto& config = study.segmentation;
  std::vector<SegmenterChoice> choices;
  for (const auto& loss : study.losses)
    choices.push_back({loss, config.weighting, config.sub_threshold, config.encoder});
  return choices;
}

std::vector<ChoiceAxis> swept_axes(const Study& study) {
  if (study.losses.size() < 2) return {};
  return {ChoiceAxis::kLoss};
}

}  // namespace sonosweep::sweep
