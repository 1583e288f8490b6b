// What tables 2-4 say about their task: columns, words and names; how they are built is the same for all
// three.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/tables/compared_task.h"
#include "farm/results/results_folder.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

struct ClinicalTask : ComparedTask {
  std::string name;  // of the main table and its files: "table2_sf_change"
  std::string baseline,
      baseline_title;                // the predictor that sees no image: "majority_class", "majority class"
  std::vector<Column> more_metrics;  // of the results, that stand in <prefix>_more ..
  std::string more_title;            // .. and what they are: "accuracy over pairs of two days"
  std::vector<std::string> more_notes;
  // Samples of a side, as result.json counts them. Where they are classes, shares are shown beside them.
  std::vector<Column> counts;
  std::vector<std::string> classes;  // names of those counts that are parts of one whole; or none
  std::string whole, whole_title;    // that whole: "pairs", "Pairs"
  std::string sample;                // what a caption counts, one of `counts` or the whole: "pairs" ..
  std::string sample_noun;           // .. and one of it: "pair"
  // No metric is defined where no patient of the side .. "has an S/F ratio", and these not where none .. "was
  // readmitted".
  std::string sample_need;
  std::map<std::string, std::string> metric_needs;
  std::vector<std::string> notes;  // under the main table; %SF% stands for the unit of S/F ratios
};

// The notes as they stand under the table of this study.
std::vector<std::string> notes_of(const ClinicalTask& task, const sweep::StudyRecord& record);

// In the order of the tables.
const std::vector<ClinicalTask>& clinical_tasks();

}  // namespace sonosweep::analysis
