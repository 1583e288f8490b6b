// A simulated schedule as a picture: one row per GPU (per slot where there are none), time to the right.
#pragma once

#include <string>
#include <vector>

#include "farm/schedule/plan_simulation.h"
#include "farm/schedule/planned_run.h"

namespace sonosweep::farm {

struct GanttBar {
  std::string run;
  std::size_t row = 0, kind = 0;  // positions in rows and kinds
  double start = 0, end = 0;
};

struct GanttChart {
  std::string title, unit;         // "hours"
  std::vector<std::string> rows;   // "gpu 0"; further rows of the same GPU, for what runs beside: "gpu 0 +1"
  std::vector<std::string> kinds;  // in the order of the plan
  std::vector<GanttBar> bars;      // of a row in the order of their starts
  double end = 0;
};

GanttChart gantt_chart(const std::vector<PlannedRun>& plan, const Simulation& simulation, std::string title,
                       std::string unit);

// `width` columns at most (not less than 40). A column shows the run that has most of it, by a letter of its
// kind, the first column of a run in upper case; "." is idle. What is much shorter than a column may not
// show.
std::string gantt_text(const GanttChart& chart, int width);

// A letter for each kind, no two alike as long as there are letters.
std::string kind_letters(const std::vector<std::string>& kinds);

// A file of its own: bars with the letters of their kinds and their times as tool tips, a legend, an axis.
std::string gantt_svg(const GanttChart& chart);

// Round numbers from 0 to `end`, at most `most` steps: 0, 5, 10, ..
std::vector<double> axis_ticks(double end, int most);

}  // namespace sonosweep::farm
