#include "farm/status/journal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/utc_time.h"
#include "farm/status/journal_samples.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

// Runs of the records, "event" where there is none.
std::vector<std::string> names_in_journal(const std::filesystem::path& path) {
  std::vector<std::string> names;
  for (const auto& record : read_journal(path).records)
    names.push_back(record.entry.run.empty() ? record.entry.event : record.entry.run);
  return names;
}

// A fault in a process of its own; true if `body` returned true there.
template <typename Body>
bool in_child(Body&& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    bool good = false;
    try {
      good = body();
    } catch (const std::exception&) {
    }
    ::_exit(good ? 0 : 1);
  }
  int status = -1;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Files can grow no further than this; the soft limit, so it can be lifted again.
void limit_files(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(Journal, WritesOneLinePerEvent) {
  const testing::TempDir folder;
  {
    Journal journal(folder / "journal");
    journal.append({"start", "a/b", 2, 3});
    EXPECT_EQ(read_file(folder / "journal"), "");
    journal.append({"failed", "a/b", 2, 3, "two\nlines\tand a tab"});
    EXPECT_TRUE(journal.sync());
  }
  EXPECT_THAT(
      read_file(folder / "journal"),
      MatchesRegex("#J1 .{17}\t....-..-..T..:..:..[.]...Z\tstart\ta/b\t2\t3\t-\n"
                   "#J1 .{17}\t....-..-..T..:..:..[.]...Z\tfailed\ta/b\t2\t3\ttwo.nlines.tand a tab\n"));
  EXPECT_THAT(utc_now(), MatchesRegex("....-..-..T..:..:..[.]...Z"));
}

TEST(Journal, TwoLaunchesFollowEachOther) {
  const testing::TempDir folder;
  for (int launch = 0; launch < 2; ++launch) {
    Journal journal(folder / "journal");
    journal.append({"launch"});
    journal.append({"start", "a", launch + 1, 0});
    journal.append({"start", "b", launch + 1, 0});
    journal.sync();
    if (launch == 0) journal.append({"done", "b", 1, 0});
  }
  const auto journal = read_journal(folder / "journal");
  EXPECT_THAT(names_in_journal(folder / "journal"), ElementsAre("launch", "a", "b", "launch", "a", "b"));
  EXPECT_EQ(journal.records[2].entry.event, "done");
  EXPECT_EQ(journal.damage.regions, 0U);
}

TEST(Journal, ThatCannotBeWrittenStopsNothing) {
  const testing::TempDir folder;
  ::testing::internal::CaptureStderr();
  Journal missing(folder / "not there" / "journal");
  missing.append({"launch"});
  EXPECT_FALSE(missing.sync());
  EXPECT_FALSE(missing.sync());
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, ::testing::HasSubstr("No such file"));
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;  // once
  ::testing::internal::CaptureStderr();
  create_folders(folder / "not there");
  EXPECT_TRUE(missing.sync());
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::HasSubstr("can be written again"));
  EXPECT_THAT(names_in_journal(folder / "not there" / "journal"), ElementsAre("launch"));

  Journal full("/dev/full");
  full.append({"launch"});
  EXPECT_FALSE(full.sync());
  full.append({"launch"});
  EXPECT_FALSE(full.sync());
}

TEST(Journal, LosesNothingWhereTheDiskIsFullForAWhile) {
  const std::size_t line = to_line({unix_ms_now(), {"start", "r00", 1, 0}}).size();
  // Full at every byte of the second and third record.
  for (std::size_t limit = line; limit <= 3 * line; limit += 7) {
    const testing::TempDir folder;
    const auto path = folder / "journal";
    EXPECT_TRUE(in_child([&] {
      Journal journal(path);
      for (const char* run : {"r00", "r01", "r02", "r03"}) journal.append({"start", run, 1, 0});
      limit_files(limit);
      if (journal.sync() || journal.sync()) return false;
      journal.append({"start", "r04", 1, 0});
      if (journal.sync()) return false;
      limit_files(RLIM_INFINITY);
      return journal.sync();
    })) << limit;
    EXPECT_THAT(names_in_journal(path), ElementsAre("r00", "r01", "r02", "r03", "r04")) << limit;
    EXPECT_EQ(read_journal(path).damage.regions, limit % line == 0 ? 0U : 1U) << limit;
  }
}

TEST(Journal, AppendsToTheOldOneWhereItCannotBeCompacted) {
  const testing::TempDir folder;
  const auto path = folder / "journal";
  const std::string old =
      to_line({1, {"done", "a", 1, 0}}) + "damage\n" + to_line({1, {"done", "b", 1, 0}}) + "#J1 0";
  write_file_atomically(path, old);
  EXPECT_TRUE(in_child([&] {
    limit_files(40);
    Journal journal(path);
    limit_files(RLIM_INFINITY);
    journal.append({"start", "c", 1, 0});
    return journal.sync();
  }));
  EXPECT_EQ(read_file(path).substr(0, old.size() + 1), old + "\n");
  EXPECT_THAT(names_in_journal(path), ElementsAre("a", "b", "c"));
  EXPECT_FALSE(std::filesystem::exists(folder / "journal.part"));
}

TEST(Journal, GoesOnAfterHalfALine) {
  const testing::TempDir folder;
  std::ofstream(folder / "journal") << to_line({1, {"done", "a", 1, 0}}) << "#J1 0000";
  Journal(folder / "journal").append({"launch"});
  EXPECT_THAT(names_in_journal(folder / "journal"), ElementsAre("a", "launch"));
  EXPECT_EQ(read_journal(folder / "journal").damage.regions, 0U);
}

TEST(Journal, LivesOnAFileSystemOfOneMegabyte) {
  const testing::TempDir folder;
  if (::mount("none", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0)
    GTEST_SKIP() << "file systems cannot be mounted here";
  {
    const auto path = folder / "journal";
    Journal journal(path);
    journal.append({"launch"});
    EXPECT_TRUE(journal.sync());
    std::ofstream filler(folder / "filler");
    while (filler << std::string(10'000, 'x') << std::flush) {
    }
    std::size_t appended = 0;
    do {
      journal.append({"start", fmt::format("r{}", appended++), 1, 0, std::string(500, 'c')});
    } while (journal.sync());
    std::filesystem::remove(folder / "filler");
    filler.close();
    journal.append({"end"});
    EXPECT_TRUE(journal.sync());
    EXPECT_EQ(read_journal(path).records.size(), appended + 2);
  }
  EXPECT_EQ(::umount2(folder.path().c_str(), MNT_DETACH), 0);
}

TEST(ReadJournal, IsEmptyWhereThereIsNone) {
  const testing::TempDir folder;
  EXPECT_TRUE(read_journal(folder / "journal").records.empty());
  EXPECT_TRUE(read_journal(folder / "not there" / "journal").records.empty());
  EXPECT_THROW(read_journal(folder.path()), Error);
  EXPECT_THROW(read_journal("/dev/zero"), Error);
}

}  // namespace
}  // namespace sonosweep::farm
