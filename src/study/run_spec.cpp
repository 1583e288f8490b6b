#include "study/run_spec.h"

#include <fmt/format.h>

namespace sonosweep::study {

const char* run_kind_name(RunKind kind) {
  switch (kind) {
    case RunKind::kSegmentation:
      return "segmentation";
    case RunKind::kCache:
      return "cache";
    case RunKind::kSfChange:
      return "sf_change";
    case RunKind::kSfRatio:
      return "sf_ratio";
    case RunKind::kReadmission:
      return "readmission";
    case RunKind::kLrChoice:
      return "lr_choice";
  }
  return "unknown";
}

bool is_clinical(RunKind kind) {
  return kind == RunKind::kSfChange || kind == RunKind::kSfRatio || kind == RunKind::kReadmission;
}

std::string RunSpec::id() const {
  std::string text = run_kind_name(kind);
  const bool is_choice = kind == RunKind::kLrChoice, is_control = input != VideoInput::kMasks;
  if (is_choice) {
    text += fmt::format("/{}/{}", run_kind_name(task), lr);
  } else if (is_control) {
    text += fmt::format("/{}", video_input_name(input));
  } else {
    text += fmt::format("/t{:03}", threshold);
    for (const auto axis : axes_in_id)
      if (has_effect(segmenter, axis)) text += "/" + folder_name(axis, value_of(segmenter, axis));
  }
  if (seed_in_id) text += fmt::format("/seed{}", seed);
  if (rotation >= 0) text += fmt::format("/test{}", rotation);
  if (fold >= 0) text += fmt::format("/fold{}", fold);
  return text;
}

}  // namespace sonosweep::study
