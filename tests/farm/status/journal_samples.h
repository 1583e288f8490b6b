// Journals for tests, with what is where in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "farm/status/journal_reader.h"

namespace sonosweep::farm {

inline bool operator==(const JournalEntry& a, const JournalEntry& b) {
  return a.event == b.event && a.run == b.run && a.attempt == b.attempt && a.worker == b.worker &&
         a.cause == b.cause && a.fields == b.fields;
}
inline bool operator==(const JournalRecord& a, const JournalRecord& b) {
  return a.unix_ms == b.unix_ms && a.entry == b.entry;
}
inline void PrintTo(const JournalRecord& record, std::ostream* out) {
  *out << to_line(record);
}

struct JournalSample {
  std::string text;
  std::vector<JournalRecord> records;
  std::vector<std::size_t> begins;  // of each record's line, and the end of the last

  void add(const JournalRecord& record) {
    if (begins.empty()) begins.push_back(text.size());
    text += to_line(record);
    records.push_back(record);
    begins.push_back(text.size());
  }
};

// Forty records of all lengths; some hold what looks like the journal's own tabs, lines and frames.
inline JournalSample forty_records() {
  JournalSample sample;
  const std::string frame = to_line({7, {"done", "forged", 1, 0}});
  for (int i = 0; i < 40; ++i) {
    JournalRecord record{1'700'000'000'000 + i * 1237, {"start", "segmentation/t060", i, i % 5}};
    if (i % 4 == 1) record.entry.cause = std::string(static_cast<std::size_t>(i * 7), 'x');
    if (i % 5 == 2) record.entry.fields = {{"host", "node1"}, {"gpu", "0"}};
    if (i % 7 == 3) record.entry = {"launch", "", 0, -1, "a\tb\nc", {{"version", "0.1 \\ 2"}}};
    if (i % 9 == 4) record.entry.cause = frame + frame;
    sample.add(record);
  }
  return sample;
}

struct Scanned {
  std::vector<JournalRecord> records;
  std::vector<std::string> lines;
  JournalDamage damage;
};

inline Scanned scan(std::string_view text) {
  Scanned scanned;
  scanned.damage = scan_journal(text, [&](std::string_view line, JournalRecord& record) {
    scanned.lines.emplace_back(line);
    scanned.records.push_back(std::move(record));
  });
  return scanned;
}

}  // namespace sonosweep::farm
