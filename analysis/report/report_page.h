// report.html: everything about a study in one file, which loads nothing from anywhere.
#pragma once

#include <string>
#include <vector>

#include "analysis/figures/figure.h"
#include "analysis/read/study_results.h"
#include "analysis/render/table.h"
#include "farm/status/study_status.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

struct ReportInput {
  const StudyResults& results;
  const sweep::StudyFolder& folder;
  const farm::StudyStatus& status;  // with the runs in the study's order, or empty
  const std::vector<Table>& tables;
  const Figures& figures;
};

// Failures first, then tables, figures, runs (an index; each run's curves and log when somebody asks for it),
// and where everything comes from. All texts of the study are escaped; a content security policy lets no
// script run but the page's own. Equal results give equal bytes.
std::string report_page(const ReportInput& input);

}  // namespace sonosweep::analysis
