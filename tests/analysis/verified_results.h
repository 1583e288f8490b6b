// A made-up results folder whose results say all that --verify asks for, with the files they recorded.
#pragma once

#include <functional>
#include <string>

#include "farm/results/run_result.h"
#include "study/study.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"

namespace sonosweep::analysis::testing {

// study.json and, for every run of the study, done: best.pt (masks.h5 of a cache), history.csv,
// predictions.csv of a clinical run, and a result.json that names their digests, its inputs', data set
// "phantom" ("abc"), this study, binary "b1" of "v1", LibTorch 1.13.1. Predictions and metrics are those
// below.
void write_verified_results(const sweep::StudyFolder& folder, const study::Study& study);

// Two test patients, p1 and p2, on two days; S/F ratios 0.5, 0.75 and 0.75, 0.5; p1 is readmitted.
//   S/F change   one pair each; increase is found, decrease taken for same: accuracy3 1/2, accuracy2 1
//   S/F ratio    errors 0, 1/4, 1/4, 0: each RMSE sqrt(1/32); of the mean 5/8 everywhere 1/8
//   readmission  both said to be readmitted: accuracy 1/2, recall 1, precision 1/2; nobody: 1/2, 0, 0
std::vector<tasks::SfChangePrediction> verified_changes();
std::vector<tasks::SfRatioPrediction> verified_ratios();
std::vector<tasks::ReadmissionPrediction> verified_outcomes();

// Rewrites one result.
void change_result(const sweep::StudyFolder& folder, const std::string& run_id,
                   const std::function<void(farm::RunResult&)>& change);

// Turns one bit of a run's file.
void flip_bit(const sweep::StudyFolder& folder, const std::string& run_id, const std::string& file);

}  // namespace sonosweep::analysis::testing
