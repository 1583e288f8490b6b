#include "study/video_input.h"

namespace sonosweep::study {

const std::vector<ControlInput>& control_inputs() {
  static const std::vector<ControlInput> inputs = {
      {VideoInput::kGrayscale, "grayscale", "grayscale only", false},
      {VideoInput::kTruth, "truth", "true masks", true},
      {VideoInput::kShuffled, "shuffled", "shuffled masks", true}};
  return inputs;
}

const char* video_input_name(VideoInput input) {
  for (const auto& control : control_inputs())
    if (control.input == input) return control.name;
  return "masks";
}

}  // namespace sonosweep::study
