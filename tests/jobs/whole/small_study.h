// One small study of everything - segmenters, masks, three clinical tasks, controls - on the tiny synthetic
// data, launched once for all tests of a program. Its numbers mean nothing; what is made of what does.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "farm/results/results_folder.h"
#include "farm/results/run_result.h"

namespace sonosweep::testing {

// The pack alone; made at the first call, like the study.
const std::filesystem::path& tiny_pack();
const std::filesystem::path& small_study_file();
// Where all of it is done. Not to be changed.
const std::filesystem::path& small_study_results();
// What the launcher said when it was run.
const std::string& small_study_log();

// The same results in a folder of their own, to be spoiled. Weights and masks are linked: replace them, never
// write into them.
void copy_results(const std::filesystem::path& to);

std::vector<std::string> run_command(const std::filesystem::path& results, const std::string& run_id,
                                     const std::filesystem::path& study = small_study_file());
std::vector<std::string> launch_command(const std::filesystem::path& results,
                                        const std::filesystem::path& study = small_study_file());

// All but the metrics of two results may differ: times, hosts, attempts.
void expect_same_metrics(const std::filesystem::path& results, const std::filesystem::path& others,
                         const std::string& run_id);

}  // namespace sonosweep::testing
