#include "farm/status/study_files.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/results/run_result.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

class StudyFiles : public ::testing::Test {
 protected:
  void write(const std::filesystem::path& path, const std::string& text) {
    create_folders(path.parent_path());
    write_file_atomically(path, text);
  }
  RunFiles look() { return look_at_run(folder_, "k/t1"); }

  const testing::TempDir dir_;
  const ResultsFolder folder_{dir_.path()};
  const std::filesystem::path attempts_ = dir_ / "attempts" / "k" / "t1";
};

TEST_F(StudyFiles, NothingIsThereYet) {
  const auto files = look();
  EXPECT_FALSE(files.done || files.failed || files.damaged || files.changed_ms);
  EXPECT_EQ(files.rows + files.attempts + files.newest_attempt, 0);
}

TEST_F(StudyFiles, TheNewestAttemptIsTheHighestNumber) {
  write(attempts_ / "9" / "history.csv", "epoch\n0\n1\n2\n");
  write(attempts_ / "10" / "history.csv", "epoch\n0\n1\nhal");
  write(attempts_ / "11x" / "history.csv", "epoch\n");
  write(folder_.run("k/t1") / "history.csv", "epoch\n0\n");
  const timespec times[2] = {{77, 0}, {77, 5'000'000}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (attempts_ / "10" / "history.csv").c_str(), times, 0), 0);
  const auto files = look();
  EXPECT_EQ(files.newest_attempt, 10);
  EXPECT_EQ(files.rows, 2);
  EXPECT_EQ(files.log, attempts_ / "10" / "log.txt");
  EXPECT_EQ(files.changed_ms, 77'005);
}

TEST_F(StudyFiles, WithoutAttemptsTheRunsOwnFolderCounts) {
  write(folder_.run("k/t1") / "history.csv", "epoch\n0\n");
  EXPECT_EQ(look().rows, 1);
  EXPECT_EQ(look().log, folder_.log_file("k/t1"));
}

TEST_F(StudyFiles, ResultsAreRead) {
  RunResult result;
  result.run_id = "k/t1";
  result.done = true;
  result.attempts = 3;
  result.details = {{"wall_s", 12.5}, {"gpu_peak_bytes", 4096}};
  create_folders(folder_.run("k/t1"));
  write_run_result(folder_.result_file("k/t1"), result);
  auto files = look();
  EXPECT_TRUE(files.done);
  EXPECT_EQ(files.wall_s, 12.5);
  EXPECT_EQ(files.gpu_peak_bytes, 4096U);
  EXPECT_EQ(files.attempts, 3);
  EXPECT_EQ(files.log, folder_.log_file("k/t1"));

  result.done = false;
  result.cause = "boom";
  result.details = {{"wall_s", "no number"}, {"death", "signal"}};
  write_run_result(folder_.result_file("k/t1"), result);
  write(attempts_ / "4" / "log.txt", "x");
  files = look();
  EXPECT_TRUE(files.failed && !files.done && !files.damaged);
  EXPECT_EQ(files.cause + files.death, "boomsignal");
  EXPECT_EQ(files.log, attempts_ / "4" / "log.txt");  // the promoted one is not there
  write(folder_.log_file("k/t1"), "x");
  EXPECT_EQ(look().log, folder_.log_file("k/t1"));
}

TEST_F(StudyFiles, AHalfWrittenResultCountsAsNone) {
  for (const char* text : {"", "{\"run_id\": \"k/t1\", \"status\": \"do", "[]", "{}", "\x80\xFF"}) {
    write(folder_.result_file("k/t1"), text);
    const auto files = look();
    EXPECT_TRUE(files.damaged && !files.done && !files.failed) << text;
  }
}

// What nobody could look at is not said to be nothing.
TEST_F(StudyFiles, WhatCannotBeReadIsSaid) {
  const auto refusal = [&] {
    try {
      (void)look_at_runs(folder_, {{"k/t1"}});
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), kExitFailed);
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  const auto at = [&](const std::filesystem::path& path) {
    // The superuser may read everything: look with another user's eyes.
    const bool root = geteuid() == 0;
    std::filesystem::permissions(path, std::filesystem::perms(0000));
    EXPECT_EQ(root ? seteuid(65534) : 0, 0);
    const auto said = refusal();
    EXPECT_EQ(root ? seteuid(0) : 0, 0);
    std::filesystem::permissions(path, std::filesystem::perms(0755));
    return said;
  };
  std::filesystem::permissions(dir_.path(), std::filesystem::perms(0755));
  write(attempts_ / "1" / "history.csv", "epoch\n0\n");
  const auto denied = [](const std::filesystem::path& path) {
    return path.string() + ": cannot be read (Permission denied)";
  };
  EXPECT_EQ(at(dir_.path()), denied(dir_ / "runs"));
  EXPECT_EQ(at(attempts_), denied(attempts_));
  EXPECT_EQ(at(attempts_ / "1"), denied(attempts_ / "1" / "history.csv"));
  EXPECT_EQ(at(attempts_ / "1" / "history.csv"), denied(attempts_ / "1" / "history.csv"));
  write(folder_.result_file("k/t1"), "{}");
  EXPECT_EQ(at(dir_ / "runs"), denied(folder_.result_file("k/t1")));
  EXPECT_EQ(at(folder_.result_file("k/t1")),
            folder_.result_file("k/t1").string() + ": cannot read (Permission denied)");
  EXPECT_EQ(refusal(), "nothing");
}

TEST_F(StudyFiles, ALinkThatLeadsNowhereIsSaid) {
  std::filesystem::create_symlink(dir_ / "unmounted", dir_ / "runs");
  try {
    (void)look_at_runs(folder_, {{"k/t1"}});
    FAIL() << "nothing was said";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), (dir_ / "runs").string() + ": is a link to " + (dir_ / "unmounted").string() +
                                ", where nothing is; is that disk there?");
  }
  create_folders(dir_ / "unmounted");
  EXPECT_EQ(look_at_runs(folder_, {{"k/t1"}}).size(), 1U);
}

}  // namespace
}  // namespace sonosweep::farm
