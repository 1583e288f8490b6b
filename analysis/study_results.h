// All results of one study in memory, with what became of the runs that have none.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "stats/summary.h"
#include "sweep/results_folder.h"
#include "sweep/run_spec.h"
#include "sweep/study.h"

namespace sonosweep::analysis {

enum class RunState { kDone, kMissing, kFailed, kDamaged };

struct RunOutcome {
  sweep::RunSpec spec;
  RunState state = RunState::kMissing;
  std::map<std::string, double> metrics;  // of a done run; NaN = not defined on this data
  std::string reason;                     // why a run failed, what is wrong with a damaged file
};

class StudyResults {
 public:
  StudyResults(sweep::StudyRecord record, sweep::Study study, std::vector<RunOutcome> runs);

  const sweep::StudyRecord& record() const { return record_; }
  const sweep::Study& study() const { return study_; }
  const std::vector<RunOutcome>& runs() const { return runs_; }

  // Over the seeds of one threshold and loss: n of total = those that are done and have the metric defined.
  stats::Summary summary(int threshold, const std::string& loss, const std::string& metric) const;
  // Seeds of one threshold and loss that are done.
  std::size_t done(int threshold, const std::string& loss) const;
  // One line per run that is not done: "segmentation/t060: failed (killed by signal 9)".
  std::vector<std::string> problems() const;

 private:
  const std::vector<std::size_t>& runs_of(int threshold, const std::string& loss) const;

  sweep::StudyRecord record_;
  sweep::Study study_;
  std::vector<RunOutcome> runs_;
  std::map<std::pair<int, std::string>, std::vector<std::size_t>> cells_;  // rows of runs_
};

// Reads study.json and every result the study expects. A result that is damaged, or that stands in another
// run's place, is an outcome, not an error. Throws UsageError without study.json, DataError if that is
// damaged.
StudyResults read_study_results(const sweep::ResultsFolder& folder);

}  // namespace sonosweep::analysis
