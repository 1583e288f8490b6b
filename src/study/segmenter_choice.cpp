#include "study/segmenter_choice.h"

#include <fmt/format.h>

#include <tuple>

#include "core/text.h"

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
  static const std::vector<ChoiceAxis> axes = {ChoiceAxis::kLoss, ChoiceAxis::kWeighting,
                                               ChoiceAxis::kSubThreshold, ChoiceAxis::kEncoder};
  return axes;
}

const char* axis_name(ChoiceAxis axis) {
  switch (axis) {
    case ChoiceAxis::kLoss:
      return "loss";
    case ChoiceAxis::kWeighting:
      return "weighting";
    case ChoiceAxis::kSubThreshold:
      return "sub_threshold";
    case ChoiceAxis::kEncoder:
      return "encoder";
  }
  return "unknown";
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
  switch (axis) {
    case ChoiceAxis::kWeighting:
      return choice.weighting;
    case ChoiceAxis::kSubThreshold:
      return choice.sub_threshold;
    case ChoiceAxis::kEncoder:
      return choice.encoder;
    case ChoiceAxis::kLoss:
      break;
  }
  return choice.loss;
}

std::string& value_of(SegmenterChoice& choice, ChoiceAxis axis) {
  return const_cast<std::string&>(value_of(static_cast<const SegmenterChoice&>(choice), axis));
}

}  // namespace sonosweep::study
