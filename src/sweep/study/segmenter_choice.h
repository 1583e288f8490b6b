// How a segmenter is trained, as far as a study can try several ways beside the threshold: a plain value.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::sweep {

struct SegmenterChoice {
  std::string loss = "weighted_bce";         // known_losses() of study.h
  std::string weighting = "paper";           // paper | fixed:W | none
  std::string sub_threshold = "background";  // background | own | ignore
  std::string encoder = "resnet34";          // resnet18 | resnet34 | resnet50
};

bool operator==(const SegmenterChoice& a, const SegmenterChoice& b);
bool operator<(const SegmenterChoice& a, const SegmenterChoice& b);

// What a choice is made of.
enum class ChoiceAxis { kLoss, kWeighting, kSubThreshold, kEncoder };

// In the order of ids and tables.
const std::vector<ChoiceAxis>& all_choice_axes();

// "loss", "weighting", "sub_threshold", "encoder": in results and CSV.
const char* axis_name(ChoiceAxis axis);

// As the study file has it.
const std::string& value_of(const SegmenterChoice& choice, ChoiceAxis axis);
std::string& value_of(SegmenterChoice& choice, ChoiceAxis axis);

}  // namespace sonosweep::sweep
