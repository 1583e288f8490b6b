// RESULTS/journal: what the launcher did and when. A record, not the truth: that is in the result files.
#pragma once

#include <filesystem>
#include <string>

#include "farm/status/journal_record.h"

namespace sonosweep::farm {

// "2026-05-04T03:02:01.123Z"
std::string utc_now();

// Only ever appended to while it is open; one writer at a time. Where the disk is full or fails, that is said
// once, what is missing is kept and written as soon as it can be, and nothing stops.
class Journal {
 public:
  // Compacts what is there already (journal_compaction.h).
  explicit Journal(std::filesystem::path path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // With the time of now; in memory only.
  void append(const JournalEntry& entry);
  // Brings everything appended so far to the disk. False if it could not: it is tried again next time.
  bool sync();

 private:
  bool open();
  bool write_pending();
  bool trouble(const std::string& what, int error_number);

  std::filesystem::path path_;
  int fd_ = -1;
  std::string pending_;    // whole lines
  bool torn_ = false;      // the file ends amid a line
  bool unsynced_ = false;  // written, but perhaps not on the disk
  bool troubled_ = false;
};

}  // namespace sonosweep::farm
