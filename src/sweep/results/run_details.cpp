#include "sweep/results/run_details.h"

#include "sweep/study/choice_grid.h"

namespace sonosweep::sweep {

void describe_run(RunResult& result, const RunSpec& run) {
  auto& details = result.details;
  details["threshold"] = run.threshold;
  for (const auto axis : all_choice_axes()) details[axis_name(axis)] = value_of(run.segmenter, axis);
  details["seed"] = run.seed;
  details["fold"] = run.fold;
  details["rotation"] = run.rotation;
}

}  // namespace sonosweep::sweep
