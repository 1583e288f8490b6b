#include "analysis/tables/segmenter_text.h"

#include <fmt/format.h>

#include "core/text.h"
#include "study/choice_axis.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {

std::vector<Column> segmenter_columns(const study::Study& study) {
  std::vector<Column> columns;
  for (const auto axis : study::swept_axes(study))
    columns.push_back(Column::label(study::axis_name(axis), study::row_of(axis).title));
  return columns;
}

std::vector<Cell> segmenter_cells(const study::Study& study, const study::SegmenterChoice& segmenter) {
  std::vector<Cell> cells;
  for (const auto axis : study::swept_axes(study)) {
    const auto& value = study::value_of(segmenter, axis);
    cells.push_back(study::has_effect(segmenter, axis) ? Cell::label(value, value) : Cell::label("", "–"));
  }
  return cells;
}

std::string segmenter_text(const study::Study& study, const study::SegmenterChoice& segmenter) {
  std::vector<std::string> parts;
  for (const auto axis : study::swept_axes(study))
    if (study::has_effect(segmenter, axis)) parts.push_back(study::value_of(segmenter, axis));
  return join(parts, ", ");
}

std::vector<std::string> segmenter_notes(const study::Study& study) {
  for (const auto& segmenter : study::segmenter_choices(study))
    for (const auto axis : study::swept_axes(study))
      if (!study::has_effect(segmenter, axis))
        return {
            fmt::format("–: the loss takes no pixel weights, so that it is trained once; its WeightedCE is "
                        "measured with weighting "
                        "{}, sub_threshold {}.",
                        segmenter.weighting, segmenter.sub_threshold)};
  return {};
}

std::string and_segmenter(const study::Study& study) {
  std::string text;
  const auto axes = study::swept_axes(study);
  for (std::size_t i = 0; i < axes.size(); ++i)
    text += (i + 1 == axes.size() ? " and " : ", ") + std::string(study::row_of(axes[i]).noun);
  return text;
}

}  // namespace sonosweep::analysis
