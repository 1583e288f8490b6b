// What a clinical task sees beside the grayscale frames, and the controls among that.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::study {

// kShuffled: each video has the true masks of another one.
enum class VideoInput { kMasks, kGrayscale, kTruth, kShuffled };

// "masks", "grayscale", "truth", "shuffled".
const char* video_input_name(VideoInput input);

// An input that is no threshold's masks: a value of `[study] controls`.
struct ControlInput {
  VideoInput input;
  const char* name;   // in the study file and in ids of runs
  const char* title;  // in tables
  bool needs_truth;   // true masks of every frame, which synthetic data alone have
};

// In the order of runs and of table rows.
const std::vector<ControlInput>& control_inputs();

}  // namespace sonosweep::study
