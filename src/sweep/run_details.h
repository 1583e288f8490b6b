// Details of result.json that several programs know by name.
#pragma once

#include <string>

#include "farm/results/run_result.h"
#include "study/run_spec.h"

namespace sonosweep::sweep {

// Of a segmenter: {patient: {metric: value}}, each test patient's images alone; null = not defined on them.
constexpr const char* kTestScores = "test_scores";

// Of a segmenter: where its labels are, so that a row of little evidence is known for one.
// {"train" | "validation" | "test": {"patients": n, "labelled_patients": {class: n}, "labelled_pixels":
// {class: n}}}: `patients` have a labelled pixel of any class at the segmenter's threshold. Results of 0.1.0
// have none of it.
constexpr const char* kLabels = "labels";
// Training on the labels of fewer patients is no evidence for a threshold.
constexpr int kFewestLabelledPatients = 3;

// Of a clinical run: whether its predictions differ between samples (tasks/spread_json.h). Results of 0.1.0
// have none of it.
constexpr const char* kPredictions = "predictions";

// Of a mask cache: the videos whose masks are empty in every frame, {"count": n, "of": videos of the pack}.
// Results of 0.1.0 have none of it.
constexpr const char* kEmptyVideos = "empty_videos";

// Of a run that is done without training: details "reason" (kReason).
constexpr const char* kNothingToLearn = "nothing_to_learn";
// The run ended without training, since no pixel of `segmenter`'s training images is labelled at its
// threshold: that run itself, or one that needs its masks.
void set_nothing_to_learn(farm::RunResult& result, const std::string& segmenter);
bool had_nothing_to_learn(const farm::RunResult& result);
// The segmenter; "" if the result says none.
std::string segmenter_without_labels(const farm::RunResult& result);
// "no label reaches 60 %"; of 0 %: "no pixel is labelled".
std::string no_label_text(int threshold);

// Which run it is, in words of the study: threshold, the parts of the segmenter, seed, fold, rotation.
void describe_run(farm::RunResult& result, const study::RunSpec& run);

}  // namespace sonosweep::sweep
