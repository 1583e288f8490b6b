// RESULTS/journal: what the launcher did and when. A record, not the truth: that is in the result files.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep::sweep {

struct JournalEntry {
  std::string event;     // launch, start, done, failed, gave_up, stopped, blocked, stop, end
  std::string run = {};  // empty where the event is about the launch
  int attempt = 0;       // 0 = none
  int worker = -1;       // -1 = none
  std::string cause = {};
};

// "2026-05-04T03:02:01.123Z"
std::string utc_now();

// One line per event, only ever appended: time, event, run, attempt, worker, cause, separated by tabs, "-"
// where there is nothing. A journal that cannot be written is said once and stops nothing.
class Journal {
 public:
  explicit Journal(std::filesystem::path path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void append(const JournalEntry& entry);
  // Brings everything appended so far to the disk.
  void sync();

 private:
  void complain(int error_number);

  std::filesystem::path path_;
  int fd_ = -1;
  std::string pending_;
};

}  // namespace sonosweep::sweep
