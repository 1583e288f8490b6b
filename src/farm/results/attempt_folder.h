// Attempts: each try at a run works in a folder of its own, and one of them becomes the run's result.
//   RESULTS/attempts/RUN_ID/K/   attempt K at work: checkpoints, history.csv, log.txt, result.json when it is
//   over RESULTS/runs/RUN_ID/         what was promoted
// Attempt numbers never repeat, so whoever comes late (a process that was stopped and goes on, a rank that
// had been given up) writes where nobody looks any more.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "farm/results/results_folder.h"

namespace sonosweep::farm {

// The run's own folder holds a result, and it is done. A damaged one is none.
bool is_done(const ResultsFolder& folder, const std::string& run_id);

// The highest number that was ever given out for this run, as far as the folder knows; 0 = none.
int last_attempt(const ResultsFolder& folder, const std::string& run_id);

// Makes the folder of attempt `number`. False if it is there already, or has been and became a result or the
// record of a failure: whoever was told so late to begin it must not. Throws Error.
bool make_attempt(const ResultsFolder& folder, const std::string& run_id, int number);

// Makes the folder of the next free number and returns that: for runs that no launcher numbers. Throws Error.
int make_next_attempt(const ResultsFolder& folder, const std::string& run_id);

// Where attempt `number` would start from: the last attempt before it that left something of use, or else the
// run's own folder.
std::filesystem::path source_of(const ResultsFolder& folder, const std::string& run_id, int number);

// Lets attempt `number` start from what the last one before it left (or else the run's own folder): hard
// links of its checkpoints, history and masks. Writers replace files by renaming, so neither attempt changes
// the other's. What is not usable is found out by whoever reads it. Throws Error (disk full, permission).
void take_over(const ResultsFolder& folder, const std::string& run_id, int number);

enum class Promotion {
  kPromoted,
  kAlreadyDone  // a result that stands is there; the attempt's folder is removed
};

// Makes attempt `number`, whose result.json is whole, the run's result: its files move to runs/RUN_ID,
// result.json last, so that a result is there with all its files or not at all. Checkpoints of a run that is
// done are not among them, nor are weights that its result says are dropped. May be interrupted anywhere, and
// then be called again. The logs of the attempts before it go along as log.K.txt; what else they left is
// removed. A result that is there and done is only replaced where `replace` says that it no longer stands.
// One caller at a time per run. Throws Error, DataError if the attempt has no whole result.
Promotion promote(const ResultsFolder& folder, const std::string& run_id, int number, bool replace = false);

// Removes what attempts up to `number` left; their logs go to the run's folder.
void clear_attempts(const ResultsFolder& folder, const std::string& run_id, int number);

struct FinishedAttempt {
  std::string run_id;
  int number = 0;
};
// Attempts of `run_ids` that ended with a whole result, done, but were not promoted: whoever should have was
// killed. The last one of each run.
std::vector<FinishedAttempt> finished_attempts(const ResultsFolder& folder,
                                               const std::vector<std::string>& run_ids);

}  // namespace sonosweep::farm
