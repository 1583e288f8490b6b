// Words for captions and footnotes: how much stands behind a number, and what is missing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

// Of a range: "3 to 4 patients"; "4 patients" where both ends are one (core/text.h: counted()).
std::string count_text(std::size_t low, std::size_t high, const std::string& noun);

// Test patients of the split; of the smallest and largest where the test set rotates.
std::string test_patients_text(const sweep::StudyRecord& record);

// All patients that test, once each: of every group where the test set rotates.
std::size_t count_test_patients(const sweep::StudyRecord& record);
// "4 test patients"; "42 test patients in 6 groups" where the test set rotates.
std::string all_test_patients_text(const sweep::StudyRecord& record);
// Below fewest_patients() (compared_thresholds.h) of the study's comparisons: "With 4 test patients no
// difference can be shown for other patients."; else nothing.
std::string too_few_text(std::size_t test_patients, const study::Study& study);

// What differs between the runs of one row: "5 folds × 2 seeds"; "" where there is one run.
std::string varied_text(const StudyResults& results, const RunGroup& row);
// "Mean ± sample standard deviation over 5 folds; (k/5): only k runs are behind the cell." for a row of
// several runs.
std::string spread_text(const StudyResults& results, const RunGroup& row);

// What an S/F ratio is in units of: "S/F / 477", after the --sf-scale of packing. `what` in place of "S/F".
std::string sf_unit_text(const sweep::StudyRecord& record, const std::string& what = "S/F");

// "4 of 5 runs are done. Without a result: segmentation/t060." Outdated ones, and those that had nothing to
// learn, are told apart. Nothing if all
// are done.
std::vector<std::string> coverage_notes(const Runs& runs);

// The first ten: "a, b and 3 more".
std::string some_of(std::vector<std::string> items, const std::string& separator = ", ");

}  // namespace sonosweep::analysis
