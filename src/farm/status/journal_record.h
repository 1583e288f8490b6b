// One record of RESULTS/journal, and how it stands there: a line of its own that people can read and that
// proves by itself that it is whole.
//
//   #J1 0000004e 1f2e3d4c<tab>2026-05-04T03:02:01.123Z<tab>start<tab>cache/t060<tab>1<tab>3<tab>-<tab>gpu=0
//
// Magic; length of what follows the first tab, without the newline; its CRC-32C, both in hexadecimal; then
// time, event, run, attempt, worker, cause ("-" where there is nothing) and details. Backslash, control bytes
// and what would be taken for something else are escaped (\\ \t \n \r \x00), so a tab or newline in the file
// is always the journal's own, and the first bytes of a record never stand inside another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sonosweep::farm {

struct JournalEntry {
  std::string
      event;  // launch, worker, lost, left, start, started, done, failed, stopped, promoted, stop, end
  std::string run = {};  // empty where the event is about the launch
  int attempt = 0;       // 0 = none
  int worker = -1;       // -1 = none
  std::string cause = {};
  std::vector<std::pair<std::string, std::string>> fields =
      {};  // details: {"host", "node7"}, {"wall_s", "12.5"}
};

// The value of a detail; nothing if it is not there. The second one also where it is no finite number.
std::optional<std::string> text_field(const JournalEntry& entry, std::string_view key);
std::optional<double> number_field(const JournalEntry& entry, std::string_view key);

struct JournalRecord {
  std::int64_t unix_ms = 0;  // when it was appended, milliseconds since 1970
  JournalEntry entry;
};

// With its newline. Whatever the texts hold, scan_journal() gives them back (an attempt below 1 as 0, a
// worker below 0 as -1).
std::string to_line(const JournalRecord& record);

// What of a journal was no record: each stretch of such bytes is one region. Empty lines are no damage, and
// neither is an end without a newline, which somebody may be writing just now.
struct JournalDamage {
  std::size_t regions = 0, bytes = 0;
  std::size_t unfinished_bytes = 0;
};

// Calls `found` with each whole record and its line (with newline) in the order of the text; the record
// may be moved from. Bytes that were cut, changed, lost or put in cost the records they belong to and no
// others.
JournalDamage scan_journal(std::string_view text,
                           const std::function<void(std::string_view line, JournalRecord& record)>& found);

}  // namespace sonosweep::farm
