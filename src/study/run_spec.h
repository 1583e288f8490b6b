// One run of a study: a plain value with a stable id, e.g. "segmentation/t060", "sf_change/t060/fold3".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/segmenter_choice.h"
#include "study/video_input.h"

namespace sonosweep::study {

enum class RunKind { kSegmentation, kCache, kSfChange, kSfRatio, kReadmission, kLrChoice };

struct RunSpec {
  RunKind kind = RunKind::kSegmentation;
  int threshold = 0;  // percent, 0..100
  std::uint64_t seed = 1;
  SegmenterChoice segmenter;  // of a clinical run: whose masks it sees
  // Stand in the id only when the study has several.
  bool seed_in_id = false;
  std::vector<ChoiceAxis> axes_in_id;
  int rotation = -1;  // which group tests; -1 where the test set is fixed
  int fold = -1;      // -1 = not one of several: the one segmenter of a threshold, and its masks
  VideoInput input = VideoInput::kMasks;  // of a clinical task
  RunKind task = RunKind::kSfChange;      // of a learning-rate choice
  double lr = 0;                          // of a learning-rate choice: the candidate

  // What has no effect on a run (weighting of a loss without weights) does not stand in its id.
  //
  // <kind>/t<threshold>[/<loss>][/<weighting>][/<sub_threshold>][/<encoder>][/seed<n>][/test<rotation>][/fold<k>]:
  // "segmentation/t060", "cache/t060/seed2", "sf_change/t060/fold3". Controls have their input in place of
  // threshold and segmenter: "sf_ratio/grayscale/fold0", "readmission/truth/fold0". Learning-rate choices are
  // "lr_choice/sf_ratio/1e-05", with /test<rotation> where the test set rotates.
  std::string id() const;
};

// "segmentation", "cache", "sf_change", "sf_ratio", "readmission", "lr_choice".
const char* run_kind_name(RunKind kind);
bool is_clinical(RunKind kind);  // sf_change, sf_ratio, readmission

}  // namespace sonosweep::study
