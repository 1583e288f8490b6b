// A results folder without a study: made-up numbers in the files a launcher would leave.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/render/table.h"
#include "study/study.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis::testing {

// Two thresholds (0, 60), one loss, one seed, segmentation only.
study::Study small_study();

// The same with all clinical tasks on two folds, and the control without masks.
study::Study clinical_study();

// Trains on p4, validates on p3, tests on p1 and p2; folds p3 and p4.
study::Split made_up_split();

// study.json for it: data set "phantom", classes "pleura" and "a_line", test patients p1 and p2 (where the
// test set rotates: p1 and p2, then p3, then p4).
void write_study(const sweep::StudyFolder& folder, const study::Study& study, bool has_truth = false,
                 const std::vector<std::string>& skipped_tasks = {});

// The same with these test patients, without truth, of a data set of this name.
void write_study_of_patients(const sweep::StudyFolder& folder, const study::Study& study,
                             const std::vector<std::string>& test_patients,
                             const std::string& data_name = "phantom");

void write_done(const sweep::StudyFolder& folder, const std::string& run_id,
                const std::map<std::string, double>& metrics, const nlohmann::ordered_json& details = {});
void write_failed(const sweep::StudyFolder& folder, const std::string& run_id, const std::string& cause);

// What a threshold without a labelled training pixel leaves: every run of it that has no result yet ends
// untrained, for the segmenter of its fold or the one of all.
void write_untrained(const sweep::StudyFolder& folder, const study::Study& study, int threshold);

// Of the result of an S/F-ratio run whose predictions have this SD ratio on both sides; of one whose network
// is constant.
nlohmann::ordered_json spread_details(double sd_ratio);
nlohmann::ordered_json constant_details();

// iou 0.5, weighted_ce 0.25, ce_unthresholded `ce`, trimap 0.125, truth_iou 0.75, iou_class/pleura 0.5,
// iou_class/a_line undefined.
std::map<std::string, double> made_up_metrics(double ce);

// Done results with these metrics for every run of the study that has none, segmenters and caches too.
void write_others_done(const sweep::StudyFolder& folder, const study::Study& study,
                       const std::map<std::string, double>& metrics);

// Text and number columns, a best mark, a gap, special characters: what every renderer must manage.
Table sample_table();

}  // namespace sonosweep::analysis::testing
