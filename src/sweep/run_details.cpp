#include "sweep/run_details.h"

#include <fmt/format.h>

#include "study/choice_grid.h"

namespace sonosweep::sweep {
namespace {

constexpr const char* kSegmenter = "segmenter";

std::string text_of(const farm::RunResult& result, const char* key) {
  const auto found = result.details.find(key);
  return found != result.details.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

void describe_run(farm::RunResult& result, const study::RunSpec& run) {
  auto& details = result.details;
  details["threshold"] = run.threshold;
  for (const auto axis : study::all_choice_axes())
    details[study::axis_name(axis)] = value_of(run.segmenter, axis);
  details["seed"] = run.seed;
  details["fold"] = run.fold;
  details["rotation"] = run.rotation;
}

void set_nothing_to_learn(farm::RunResult& result, const std::string& segmenter) {
  result.done = true;
  result.details[farm::kReason] = kNothingToLearn;
  result.details[kSegmenter] = segmenter;
}

bool had_nothing_to_learn(const farm::RunResult& result) {
  return result.done && text_of(result, farm::kReason) == kNothingToLearn;
}

std::string segmenter_without_labels(const farm::RunResult& result) {
  return text_of(result, kSegmenter);
}

std::string no_label_text(int threshold) {
  return threshold == 0 ? "no pixel is labelled" : fmt::format("no label reaches {} %", threshold);
}

}  // namespace sonosweep::sweep
