// The runs of a study as compact JSON for the page: an index, and a line of details for each.
#pragma once

#include <string>

#include "analysis/read/study_results.h"
#include "analysis/report/provenance_section.h"
#include "farm/status/study_status.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

// `status` tells which of the runs without a result run, wait or are blocked; with its runs in the same
// order, or empty.
struct RunData {
  // {"columns": [..], "runs": [[id, kind, state, wall_s, metric, value, cause], ..]}
  std::string index;
  // Line i: {"facts": {..}, "metrics": {..}, "history": [[epoch, train_loss, val_loss, val_iou], ..], "log":
  // [..]} of run i. The log's last 50 lines, 8 KB at most.
  std::string details;
};

// Reads each run's history and log; `told` hears what the done ones say.
RunData run_data(const StudyResults& results, const sweep::StudyFolder& folder,
                 const farm::StudyStatus& status, ToldByResults& told);

// "done", "failed", "damaged", "outdated", "running", "waiting", "blocked".
std::string run_state_text(const RunOutcome& run, const farm::StudyStatus& status, std::size_t position);

}  // namespace sonosweep::analysis
