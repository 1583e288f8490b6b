#include "study/segmenter_choice.h"

#include <fmt/format.h>

#include <tuple>

#include "core/text.h"
#include "study/choice_axis.h"

namespace sonosweep::study {
namespace {

auto parts_of(const SegmenterChoice& choice) {
  return std::tie(choice.loss, choice.weighting, choice.sub_threshold, choice.encoder);
}

}  // namespace

bool operator==(const SegmenterChoice& a, const SegmenterChoice& b) {
  return parts_of(a) == parts_of(b);
}

bool operator<(const SegmenterChoice& a, const SegmenterChoice& b) {
  return parts_of(a) < parts_of(b);
}

const std::vector<ChoiceAxis>& all_choice_axes() {
  static const auto axes = [] {
    std::vector<ChoiceAxis> all;
    for (const auto& row : axis_rows()) all.push_back(row.axis);
    return all;
  }();
  return axes;
}

const char* axis_name(ChoiceAxis axis) {
  return row_of(axis).name;
}

bool has_effect(const SegmenterChoice& choice, ChoiceAxis axis) {
  if (axis == ChoiceAxis::kLoss || axis == ChoiceAxis::kEncoder) return true;
  return choice.loss == "weighted_bce" || choice.loss == "soft_weighted_bce";
}

SegmenterChoice what_trains(SegmenterChoice choice) {
  for (const auto axis : all_choice_axes())
    if (!has_effect(choice, axis)) value_of(choice, axis).clear();
  if (choice.weighting == "none" && choice.sub_threshold == "own") choice.sub_threshold = "background";
  return choice;
}

std::string folder_name(ChoiceAxis axis, const std::string& value) {
  const std::string fixed = "fixed:";
  if (axis != ChoiceAxis::kWeighting || value.rfind(fixed, 0) != 0) return value;
  const auto weight = parse_number(value.substr(fixed.size()));
  return fmt::format("fixed{}", weight.value_or(0) + 0.0);  // of -0, 0
}

const std::string& value_of(const SegmenterChoice& choice, ChoiceAxis axis) {
  return choice.*row_of(axis).part;
}

std::string& value_of(SegmenterChoice& choice, ChoiceAxis axis) {
  return choice.*row_of(axis).part;
}

}  // namespace sonosweep::study
