#include "farm/status/journal_compaction.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/status/journal.h"
#include "farm/status/journal_samples.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;

// The file after compaction, as "event run attempt".
class Compacted {
 public:
  explicit Compacted(const std::vector<JournalEntry>& entries) {
    for (const auto& entry : entries) text_ += to_line({1000, entry});
    write_file_atomically(path_, text_);
  }
  std::vector<std::string> left() {
    changed_ = compact_journal(path_);
    const std::string once = read_file(path_);
    EXPECT_FALSE(compact_journal(path_)) << "twice is not the same as once";
    EXPECT_EQ(read_file(path_), once);
    EXPECT_EQ(changed_, once != text_);
    std::vector<std::string> lines;
    for (const auto& record : read_journal(path_).records)
      lines.push_back(fmt::format("{} {} {}", record.entry.event, record.entry.run, record.entry.attempt));
    return lines;
  }

 private:
  const testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "journal";
  std::string text_;
  bool changed_ = false;
};

TEST(JournalCompaction, KeepsWhatBecameOfEachRun) {
  EXPECT_THAT(Compacted({{"launch"},
                         {"worker", "", 0, 0},
                         {"start", "a", 1, 0},
                         {"started", "a", 1, 0},
                         {"failed", "a", 1, 0, "one"},
                         {"start", "a", 2, 0},
                         {"done", "a", 2, 0},
                         {"promoted", "a", 2},
                         {"start", "b", 1, 0},
                         {"lost", "", 0, 0},
                         {"start", "c", 1, 0},
                         {"stopped", "c", 1, 0},
                         {"stop", "", 0, -1, "signal 15"},
                         {"end"},
                         {"launch"},
                         {"start", "c", 2, 0},
                         {"failed", "c", 2, 0},
                         {"start", "c", 3, 0},
                         {"started", "c", 3, 0}})
                  .left(),
              ElementsAre("launch  0", "done a 2", "promoted a 2", "start b 1", "lost  0", "stop  0",
                          "end  0", "launch  0", "failed c 2", "start c 3"));
}

TEST(JournalCompaction, LateNewsOfAnOldAttemptChangesNothing) {
  EXPECT_THAT(Compacted({{"start", "a", 2, 0}, {"done", "a", 2, 0}, {"failed", "a", 1, 1}}).left(),
              ElementsAre("done a 2"));
}

TEST(JournalCompaction, TheHighestNumberOfARunStays) {
  // Numbers that were handed out and never begun, by a launch that died.
  EXPECT_THAT(Compacted({{"start", "a", 3, 0}, {"launch"}, {"start", "a", 2, 0}, {"done", "a", 2, 0}}).left(),
              ElementsAre("start a 3", "launch  0", "done a 2"));
  EXPECT_THAT(Compacted({{"start", "a", 3, 0}, {"stopped", "a", 2, 0}, {"start", "a", 2, 0}}).left(),
              ElementsAre("start a 3", "stopped a 2"));
  EXPECT_THAT(Compacted({{"stopped", "a", 3, 0}, {"stopped", "a", 2, 0}, {"failed", "a", 1, 0}}).left(),
              ElementsAre("stopped a 3", "failed a 1"));
}

TEST(JournalCompaction, KeepsTwentyLaunchesAndEveryRun) {
  std::vector<JournalEntry> entries;
  for (int launch = 1; launch <= 100; ++launch) {
    entries.push_back({"launch", "", launch});  // numbered, to tell them apart
    entries.push_back({"done", fmt::format("r{:03}", launch), 1, 0});
    entries.push_back({"end", "", launch});
  }
  const auto left = Compacted(entries).left();
  ASSERT_EQ(left.size(), 100U + 20 * 2);
  EXPECT_EQ(left[0], "done r001 1");
  EXPECT_EQ(left[79], "done r080 1");
  EXPECT_EQ(left[80], "launch  81");
  EXPECT_EQ(left.back(), "end  100");
}

TEST(JournalCompaction, DropsDamageAndLinesOfOlderVersions) {
  const testing::TempDir dir;
  const std::string whole = to_line({1000, {"done", "a", 1, 0}});
  write_file_atomically(dir / "journal", "2026-05-04T03:02:01.123Z\tlaunch\t-\t-\t-\t-\n" + whole + "#J1 00");
  // What an interrupted compaction leaves is in nobody's way.
  write_file_atomically(dir / "journal.part", "half");
  EXPECT_TRUE(compact_journal(dir / "journal"));
  EXPECT_EQ(read_file(dir / "journal"), whole);
  EXPECT_FALSE(std::filesystem::exists(dir / "journal.part"));
}

TEST(JournalCompaction, NoJournalIsFineAndAFolderIsNot) {
  const testing::TempDir dir;
  EXPECT_FALSE(compact_journal(dir / "journal"));
  EXPECT_FALSE(std::filesystem::exists(dir / "journal"));
  create_folders(dir / "folder");
  EXPECT_THROW(compact_journal(dir / "folder"), Error);
}

}  // namespace
}  // namespace sonosweep::farm
