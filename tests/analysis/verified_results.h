// A made-up results folder whose results say all that --verify asks for, with the files they recorded.
#pragma once

#include <functional>
#include <string>

#include "farm/results/run_result.h"
#include "study/study.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis::testing {

// study.json and, for every run of the study, done: best.pt (masks.h5 of a cache), history.csv,
// predictions.csv of a clinical run, and a result.json that names their digests, its inputs', data set
// "phantom" ("abc"), this study, binary "b1" of "v1", LibTorch 1.13.1.
void write_verified_results(const sweep::StudyFolder& folder, const study::Study& study);

// Rewrites one result.
void change_result(const sweep::StudyFolder& folder, const std::string& run_id,
                   const std::function<void(farm::RunResult&)>& change);

// Turns one bit of a run's file.
void flip_bit(const sweep::StudyFolder& folder, const std::string& run_id, const std::string& file);

}  // namespace sonosweep::analysis::testing
