// When and where the runs ran, and what they cost.
#pragma once

#include <vector>

#include "analysis/figures/study_figures.h"
#include "farm/schedule/gantt_chart.h"
#include "farm/status/journal_record.h"

namespace sonosweep::analysis {

// One stretch of work of an attempt, told by the journal: from `started` to `done`, `failed` or `stopped`.
// Where the beginning is no longer in the journal, wall_s says it.
struct AttemptSpan {
  std::string run;
  int attempt = 0, worker = -1;
  std::int64_t begin_ms = 0, end_ms = 0;
  bool is_open = false;  // nothing tells its end: it runs, or was lost; end_ms is the journal's last record
};

// In the order of their beginnings.
std::vector<AttemptSpan> attempt_spans(const std::vector<farm::JournalRecord>& records);

// Rows: workers, further ones where several runs ran at once on one. Stretches in which nothing ran that are
// longer than a twentieth of all others together are cut out; `cut_s` is how much. Times in the largest unit
// (seconds, minutes, hours) of which there are two.
farm::GanttChart ran_chart(std::vector<AttemptSpan> spans, double& cut_s);

// Throws Error where the journal tells of no run.
Figure schedule_figure(const FigureInput& input);

// Wall time of the done runs by kind. Throws Error where none is done.
Figure time_figure(const StudyResults& results);

}  // namespace sonosweep::analysis
