#include "sweep/study/segmenter_choice.h"

#include <tuple>

namespace sonosweep::sweep {
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

}  // namespace sonosweep::sweep
