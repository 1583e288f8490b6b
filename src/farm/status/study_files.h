// How far the runs of a study are by what lies in its results folder. Reads only, and copes with files that
// come and go meanwhile. Throws Error naming what is there and cannot be read: a run is not said to wait
// because nobody could look.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "farm/results/results_folder.h"
#include "farm/schedule/planned_run.h"

namespace sonosweep::farm {

struct RunFiles {
  bool done = false, failed = false;  // by its result.json; neither: there is none
  bool damaged = false;               // there is one that cannot be read, so it counts as none
  std::string cause, death;           // of a failure
  int attempts = 0;                   // that the result counts; 0 = there is none
  int newest_attempt = 0;             // by the folders of attempts; 0 = none
  double wall_s = 0;                  // of a result that is done; 0 = unknown
  std::uint64_t gpu_peak_bytes = 0;   // likewise
  int rows = 0;                       // history rows of the newest attempt; not looked at where done
  std::filesystem::path log;          // of the result where it is done or failed, else of the newest attempt
  std::optional<std::int64_t> changed_ms;  // when its newest attempt last wrote, milliseconds since 1970
};

RunFiles look_at_run(const ResultsFolder& folder, const std::string& run_id);

// [i] is of plan[i].
std::vector<RunFiles> look_at_runs(const ResultsFolder& folder, const std::vector<PlannedRun>& plan);

}  // namespace sonosweep::farm
