// All results of one study in memory, by the rows they stand in.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/read/run_outcome.h"
#include "stats/summary.h"
#include "study/study.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

// What the runs behind one row of a table have in common; seeds, rotations and folds vary.
struct RunGroup {
  study::RunKind kind = study::RunKind::kSegmentation;
  study::VideoInput input = study::VideoInput::kMasks;
  int threshold = 0;                 // a control has neither threshold
  study::SegmenterChoice segmenter;  // nor segmenter
  bool fold_segmenters = false;      // the segmenters of the folds instead of the one of all patients

  static RunGroup of(const study::RunSpec& run);
  static RunGroup control(study::RunKind kind, study::VideoInput input) {
    return {kind, input, 0, {}, false};
  }
};

bool operator<(const RunGroup& a, const RunGroup& b);

using Runs = std::vector<const RunOutcome*>;

class StudyResults {
 public:
  // `folder`: where the runs' further files lie.
  StudyResults(sweep::StudyRecord record, study::Study study, std::vector<RunOutcome> runs,
               sweep::StudyFolder folder = sweep::StudyFolder(std::filesystem::path()));

  const sweep::StudyRecord& record() const { return record_; }
  const study::Study& study() const { return study_; }
  const std::vector<RunOutcome>& runs() const& { return runs_; }
  // Of a temporary: a loop over these outlives it.
  std::vector<RunOutcome> runs() && { return std::move(runs_); }
  const sweep::StudyFolder& folder() const { return folder_; }

  // All runs that the study expects there; none for a group that it has not. Valid as long as this object.
  Runs runs_of(const RunGroup& group) const;
  Runs runs_of(study::RunKind kind) const;
  Runs runs_of_thresholds(study::RunKind kind) const;  // all but the controls

 private:
  sweep::StudyRecord record_;
  study::Study study_;
  std::vector<RunOutcome> runs_;
  sweep::StudyFolder folder_;
  std::map<RunGroup, std::vector<std::size_t>> groups_;  // rows of runs_
};

// Reads study.json and every result the study expects. Throws UsageError without study.json, DataError if
// that is damaged.
StudyResults read_study_results(const sweep::StudyFolder& folder);

std::size_t count_done(const Runs& runs);

// What the NaN of a done run is: as good as a missing run, or none of the runs that the metric can have
// (nobody readmitted, so no recall).
enum class Undefined { kMissing, kNoPart };

// n of total = the runs that are done and have the metric defined, of all that should.
stats::Summary summarize_metric(const Runs& runs, const std::string& metric, Undefined undefined);

}  // namespace sonosweep::analysis
