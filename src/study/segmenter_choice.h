// How a segmenter is trained, as far as a study can try several ways beside the threshold: a plain value.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::study {

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

// false: the loss takes no pixel weights, so that weighting and sub_threshold make no other training of it.
bool has_effect(const SegmenterChoice& choice, ChoiceAxis axis);

// What the choice comes down to: two that train the same segmenter agree. Parts without effect are empty;
// without weights (weighting = none) sub-threshold pixels of their own weight are background.
SegmenterChoice what_trains(SegmenterChoice choice);

// A value as part of a run's id, safe in a path: "fixed:0.5" is "fixed0.5", and so is "fixed:0.50".
std::string folder_name(ChoiceAxis axis, const std::string& value);

// As the study file has it.
const std::string& value_of(const SegmenterChoice& choice, ChoiceAxis axis);
std::string& value_of(SegmenterChoice& choice, ChoiceAxis axis);

}  // namespace sonosweep::study
