#include "study/choice_axis.h"

#include <stdexcept>

namespace sonosweep::study {

std::string AxisRow::section() const {
  const std::string text = key;
  return text.substr(0, text.find('.'));
}

std::string AxisRow::short_key() const {
  const std::string text = key;
  return text.substr(text.find('.') + 1);
}

const std::vector<AxisRow>& axis_rows() {
  using Values = const std::vector<std::string>&;
  static const std::vector<AxisRow> rows = {
      {ChoiceAxis::kLoss, "loss", "Loss", "loss", "study.losses", &SegmenterChoice::loss,
       [](const Study& study) -> Values { return study.losses; }},
      {ChoiceAxis::kWeighting, "weighting", "Weighting", "weighting", "segmentation.weighting",
       &SegmenterChoice::weighting,
       [](const Study& study) -> Values { return study.segmentation.weightings; }},
      {ChoiceAxis::kSubThreshold, "sub_threshold", "Sub-threshold", "sub-threshold rule",
       "segmentation.sub_threshold", &SegmenterChoice::sub_threshold,
       [](const Study& study) -> Values { return study.segmentation.sub_thresholds; }},
      {ChoiceAxis::kEncoder, "encoder", "Encoder", "encoder", "segmentation.encoder",
       &SegmenterChoice::encoder, [](const Study& study) -> Values { return study.segmentation.encoders; }},
  };
  return rows;
}

const AxisRow& row_of(ChoiceAxis axis) {
  for (const auto& row : axis_rows())
    if (row.axis == axis) return row;
  throw std::logic_error("an axis of the sweep has no row");
}

}  // namespace sonosweep::study
