// A results folder without a study: made-up numbers in the files a launcher would leave.
#pragma once

#include <map>
#include <string>

#include "analysis/table.h"
#include "sweep/results_folder.h"
#include "sweep/study.h"

namespace sonosweep::analysis::testing {

// Two thresholds (0, 60), one loss, one seed.
sweep::Study small_study();

// study.json for it: data set "phantom", classes "pleura" and "a_line", test patients p1 and p2.
void write_study(const sweep::ResultsFolder& folder, const sweep::Study& study, bool has_truth = false);

void write_done(const sweep::ResultsFolder& folder, const std::string& run_id,
                const std::map<std::string, double>& metrics);
void write_failed(const sweep::ResultsFolder& folder, const std::string& run_id, const std::string& cause);

// iou 0.5, weighted_ce 0.25, ce_unthresholded `ce`, trimap 0.125, truth_iou 0.75, iou_class/pleura 0.5,
// iou_class/a_line undefined.
std::map<std::string, double> made_up_metrics(double ce);

// Text and number columns, a best mark, a gap, special characters: what every renderer must manage.
Table sample_table();

}  // namespace sonosweep::analysis::testing
