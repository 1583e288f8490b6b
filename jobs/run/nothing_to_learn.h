// Runs that end, done, without training, since no training pixel is labelled at their segmenter's threshold.
#pragma once

#include <optional>

#include "farm/results/run_result.h"
#include "jobs/run/run_context.h"
#include "train/segmentation_trainer.h"

namespace sonosweep::jobs {

// details "labels" of a segmenter's result (sweep/run_details.h). Warns where so few patients have
// labels that the threshold is not recommended.
nlohmann::ordered_json labels_json(const RunContext& context, const train::SegmentationSets& sets);

// Whether `labels` says that no training patient has any.
bool has_nothing_to_learn(const nlohmann::ordered_json& labels);

// The result of a segmenter without a labelled training pixel; says so, and leaves no weights of before in
// the folder.
farm::RunResult untrained_segmenter(const RunContext& context, const nlohmann::ordered_json& labels);

// The result of a run that sees the masks, or starts from the weights, of a run that had nothing to learn;
// nothing if it needs none such. What it needs must be done.
std::optional<farm::RunResult> result_without_masks(const RunContext& context);

}  // namespace sonosweep::jobs
