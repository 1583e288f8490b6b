#include "analysis/tables/segmenter_text.h"

#include <fmt/format.h>

#include "core/text.h"
#include "sweep/study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

const char* title_of(sweep::ChoiceAxis axis) {
  switch (axis) {
    case sweep::ChoiceAxis::kWeighting:
      return "Weighting";
    case sweep::ChoiceAxis::kSubThreshold:
      return "Sub-threshold";
    case sweep::ChoiceAxis::kEncoder:
      return "Encoder";
    case sweep::ChoiceAxis::kLoss:
      break;
  }
  return "Loss";
}

const char* noun_of(sweep::ChoiceAxis axis) {
  switch (axis) {
    case sweep::ChoiceAxis::kWeighting:
      return "weighting";
    case sweep::ChoiceAxis::kSubThreshold:
      return "sub-threshold rule";
    case sweep::ChoiceAxis::kEncoder:
      return "encoder";
    case sweep::ChoiceAxis::kLoss:
      break;
  }
  return "loss";
}

}  // namespace

std::vector<Column> segmenter_columns(const sweep::Study& study) {
  std::vector<Column> columns;
  for (const auto axis : sweep::swept_axes(study))
    columns.push_back(Column::label(sweep::axis_name(axis), title_of(axis)));
  return columns;
}

std::vector<Cell> segmenter_cells(const sweep::Study& study, const sweep::SegmenterChoice& segmenter) {
  std::vector<Cell> cells;
  for (const auto axis : sweep::swept_axes(study)) {
    const auto& value = sweep::value_of(segmenter, axis);
    cells.push_back(sweep::has_effect(segmenter, axis) ? Cell::label(value, value) : Cell::label("", "–"));
  }
  return cells;
}

std::string segmenter_text(const sweep::Study& study, const sweep::SegmenterChoice& segmenter) {
  std::vector<std::string> parts;
  for (const auto axis : sweep::swept_axes(study))
    if (sweep::has_effect(segmenter, axis)) parts.push_back(sweep::value_of(segmenter, axis));
  return join(parts, ", ");
}

std::vector<std::string> segmenter_notes(const sweep::Study& study) {
  for (const auto& segmenter : sweep::segmenter_choices(study))
    for (const auto axis : sweep::swept_axes(study))
      if (!sweep::has_effect(segmenter, axis))
        return {
            fmt::format("–: the loss takes no pixel weights, so that it is trained once; its WeightedCE is "
                        "measured with weighting "
                        "{}, sub_threshold {}.",
                        segmenter.weighting, segmenter.sub_threshold)};
  return {};
}

std::string and_segmenter(const sweep::Study& study) {
  std::string text;
  const auto axes = sweep::swept_axes(study);
  for (std::size_t i = 0; i < axes.size(); ++i)
    text += (i + 1 == axes.size() ? " and " : ", ") + std::string(noun_of(axes[i]));
  return text;
}

}  // namespace sonosweep::analysis
