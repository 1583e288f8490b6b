// RESULTS/journal as it lies there, perhaps damaged, perhaps just being written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "farm/status/journal_record.h"

namespace sonosweep::farm {

// The whole file; "" if there is none. Throws Error if it is no file or cannot be read.
std::string journal_text(const std::filesystem::path& path);

struct JournalContents {
  std::vector<JournalRecord> records;  // in the order of the file
  JournalDamage damage;
};

// All whole records of a journal; none if there is none. Lines that versions without checksums wrote count as
// damaged. Throws as journal_text().
JournalContents read_journal(const std::filesystem::path& path);

}  // namespace sonosweep::farm
