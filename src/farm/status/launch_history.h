// What the journal tells of the last launch in it: plain values from records.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "farm/status/journal_record.h"

namespace sonosweep::farm {

// An attempt that was given to a worker and is not known to have ended.
struct OpenAttempt {
  int attempt = 0, worker = -1;
  std::string host, gpu;                   // as the journal has them; may be empty
  std::int64_t given_ms = 0;               // all times: milliseconds since 1970
  std::optional<std::int64_t> started_ms;  // its process is there
};

struct FailedAttempt {
  int attempt = 0;
  std::string cause, death;  // death: death_cause_name()
};

struct WorkerRecord {
  std::string host;
  int slots = 0, gpus = 0;
  // Of a rank that helps: its launch, and what the journal has of that.
  std::string launch, slurm_job;
  std::optional<double> deadline;  // seconds since 1970
};

struct LaunchHistory {
  std::optional<std::int64_t> begun_ms, ended_ms;  // no begin: the journal has no launch
  std::optional<std::int64_t> last_ms;             // of the newest record
  std::string version, host, slurm_job;
  std::optional<std::int64_t> pid, ranks, slots;
  std::optional<double> deadline;  // seconds since 1970
  std::optional<int> exit_code;    // known where it has ended in order
  std::string stop_cause;          // it was asked to stop early; empty: it was not
  std::map<std::string, OpenAttempt> open;
  std::map<std::string, FailedAttempt>
      failed;                           // the last attempt of each run that failed and did no better since
  std::map<int, WorkerRecord> workers;  // that have joined and were not lost

  // The next record of the journal. Late news of attempts that were given up changes nothing.
  void add(const JournalRecord& record);
};

}  // namespace sonosweep::farm
