#include "farm/status/attempt_numbers.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "farm/status/journal_reader.h"

namespace sonosweep::farm {

void count_attempts_of_journal(std::vector<PlannedRun>& plan, const std::filesystem::path& journal) {
  std::unordered_map<std::string, int> highest;
  scan_journal(journal_text(journal), [&](std::string_view, const JournalRecord& record) {
    if (record.entry.run.empty()) return;
    int& number = highest[record.entry.run];
    number = std::max(number, record.entry.attempt);
  });
  for (auto& run : plan)
    if (const auto found = highest.find(run.id); found != highest.end())
      run.attempts_before = std::max(run.attempts_before, found->second);
}

}  // namespace sonosweep::farm
