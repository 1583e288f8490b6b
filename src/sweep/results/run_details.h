// Details of result.json that several programs know by name.
#pragma once

#include "sweep/results/run_result.h"
#include "sweep/study/run_spec.h"

namespace sonosweep::sweep {

// Of a segmenter: {patient: {metric: value}}, each test patient's images alone; null = not defined on them.
constexpr const char* kTestScores = "test_scores";

// Which run it is, in words of the study: threshold, the parts of the segmenter, seed, fold, rotation.
void describe_run(RunResult& result, const RunSpec& run);

}  // namespace sonosweep::sweep
