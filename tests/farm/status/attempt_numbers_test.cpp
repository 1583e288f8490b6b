#include "farm/status/attempt_numbers.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/status/journal_record.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

class AttemptNumbers : public ::testing::Test {
 protected:
  void write(const std::vector<JournalEntry>& entries, const std::string& before = "") const {
    std::string text = before;
    for (const auto& entry : entries) text += to_line({1000, entry});
    write_file_atomically(journal_, text);
  }
  std::vector<int> counted(std::vector<PlannedRun> plan) const {
    count_attempts_of_journal(plan, journal_);
    std::vector<int> numbers;
    for (const auto& run : plan) numbers.push_back(run.attempts_before);
    return numbers;
  }

  testing::TempDir dir_;
  std::filesystem::path journal_ = dir_ / "journal";
};

PlannedRun run_after(const std::string& id, int attempts) {
  PlannedRun run{id};
  run.attempts_before = attempts;
  return run;
}

using Numbers = std::vector<int>;

TEST_F(AttemptNumbers, are_the_highest_of_each_run_whatever_became_of_it) {
  write({{"launch"},
         {"start", "a", 1, 0},
         {"done", "a", 1, 0},
         {"start", "b", 5, 0},
         {"start", "b", 2, 1},
         {"failed", "c", 4, 1},
         {"start", "unknown", 9, 0}});
  EXPECT_EQ(counted({{"a"}, {"b"}, {"c"}, {"d"}}), (Numbers{1, 5, 4, 0}));
}

TEST_F(AttemptNumbers, never_fall_below_those_of_the_folders) {
  write({{"start", "a", 1, 0}, {"start", "b", 7, 0}});
  EXPECT_EQ(counted({run_after("a", 3), run_after("b", 6)}), (Numbers{3, 7}));
}

TEST_F(AttemptNumbers, of_damaged_records_do_not_count) {
  write({{"start", "a", 2, 0}}, "#J1 00000010 00000000\tstart a 99\n");
  EXPECT_EQ(counted({{"a"}}), Numbers{2});
}

TEST_F(AttemptNumbers, without_a_journal_are_as_they_were) {
  EXPECT_EQ(counted({run_after("a", 3)}), Numbers{3});
}

TEST_F(AttemptNumbers, are_not_read_from_a_folder) {
  std::filesystem::create_directory(journal_);
  std::vector<PlannedRun> plan;
  EXPECT_THROW(count_attempts_of_journal(plan, journal_), Error);
}

}  // namespace
}  // namespace sonosweep::farm
