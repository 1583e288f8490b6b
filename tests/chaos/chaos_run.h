// A run of a chaos campaign: some milliseconds of make-believe training with a checkpoint after every epoch.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "farm/results/results_folder.h"

namespace sonosweep::chaos {

// Where runs write down what they see, a folder on a disk that never fills up: SONOSWEEP_CHAOS_RECORD.
constexpr const char* kRecordVariable = "SONOSWEEP_CHAOS_RECORD";

constexpr int kEpochs = 4;

// What a run comes to depends on its id alone, whatever happened on the way.
std::map<std::string, double> metrics_of(const std::string& run);
std::string history_of(const std::string& run, int epochs);
std::string model_of(const std::string& run, int epochs);

// Attempt `number` at `run`; its exit code. Takes over what an earlier attempt left, as sonosweep-run does;
// ends with 75 soon after SIGTERM. Throws Error (disk full).
int chaos_run(const farm::ResultsFolder& folder, const std::string& run, int number);

}  // namespace sonosweep::chaos
