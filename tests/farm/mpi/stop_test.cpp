// Stopping and killing sonosweep-launch under mpirun; what an idle rank costs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "core/error.h"
#include "farm/results/attempt_folder.h"
#include "mpi_commands.h"
#include "process_helpers.h"
#include "rank_processes.h"

namespace sonosweep {
namespace {

using testing::eventually;
using ::testing::HasSubstr;
using testing::is_alive;
using testing::LaunchFiles;
using testing::mpirun;
using testing::ranks_of;
using testing::read_pid;
using testing::run_command;
using testing::stat_field;

class StopTest : public ::testing::Test {
 protected:
  // A launch whose runs hang until they are asked to stop; two of them run.
  farm::ChildProcess start_hanging(int ranks, const std::string& action = "hang") {
    files_.behave("* 1 " + action + "\n");
    auto launch = files_.start(mpirun(ranks) + " " + files_.launch());
    EXPECT_TRUE(eventually([&] { return run_pid("t000") > 0 && run_pid("t020") > 0; })) << files_.log();
    return launch;
  }
  pid_t run_pid(const std::string& id, const std::string& name = "pid") const {
    const std::string run = "segmentation/" + id;
    return read_pid((files_.folder.attempt(run, farm::last_attempt(files_.folder, run)) / name).string());
  }
  static int exit_code_of(farm::ChildProcess& launch) {
    std::optional<farm::ChildEnd> end;
    if (!eventually([&] { return (end = launch.poll()).has_value(); })) return -1;
    return end->signal_number != 0 ? 128 + end->signal_number : end->exit_code;
  }
  void expect_that_the_next_launch_finishes() {
    files_.behave("");
    const auto outcome = run_command(mpirun(2) + " " + files_.launch());
    EXPECT_EQ(outcome.exit_code, kExitDone) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("all 7 runs are done"));
  }

  LaunchFiles files_;
};

TEST_F(StopTest, ASignalToMpirunIsPassedOnAndRunsCheckpoint) {
  auto launch = start_hanging(2);
  ::kill(launch.pid(), SIGUSR1);
  EXPECT_EQ(exit_code_of(launch), kExitStopped) << files_.log();
  EXPECT_THAT(files_.log(), HasSubstr("stopped early with 0 of 7 runs done"));
  EXPECT_FALSE(is_alive(run_pid("t000")));
  EXPECT_FALSE(is_alive(run_pid("t020")));
  EXPECT_EQ(files_.starts().size(), 2U);
  expect_that_the_next_launch_finishes();
}

TEST_F(StopTest, ASignalToAnyRankStopsAll) {
  auto launch = start_hanging(2);
  const auto ranks = ranks_of(launch.pid());
  ASSERT_EQ(ranks.size(), 2U);
  ::kill(ranks[1], SIGTERM);
  EXPECT_EQ(exit_code_of(launch), kExitStopped) << files_.log();
  EXPECT_EQ(files_.starts().size(), 2U);
}

TEST_F(StopTest, ADeadlineStopsAll) {
  files_.behave("* 1 hang\n");
  const auto outcome =
      run_command(mpirun(2) + " " + files_.launch("--deadline " + std::to_string(::time(nullptr) + 3)));
  EXPECT_EQ(outcome.exit_code, kExitStopped) << outcome.output;
  expect_that_the_next_launch_finishes();
}

TEST_F(StopTest, NothingSurvivesARankThatIsKilled) {
  auto launch = start_hanging(2, "stubborn");
  const auto ranks = ranks_of(launch.pid());
  ASSERT_EQ(ranks.size(), 2U);
  const pid_t first = run_pid("t000"), second = run_pid("t020");
  EXPECT_TRUE(is_alive(first) && is_alive(second));
  ::kill(ranks[0], SIGKILL);
  EXPECT_NE(exit_code_of(launch), kExitDone);
  EXPECT_TRUE(eventually([&] { return !is_alive(first) && !is_alive(second) && !is_alive(ranks[1]); }));
  expect_that_the_next_launch_finishes();
}

TEST_F(StopTest, NothingSurvivesALaunchWithoutMpirunThatIsKilled) {
  files_.behave("* 1 stubborn\n");
  auto launch = files_.start(files_.launch());
  ASSERT_TRUE(eventually([&] { return run_pid("t000") > 0; })) << files_.log();
  const pid_t run = run_pid("t000");
  ::kill(launch.pid(), SIGKILL);
  EXPECT_EQ(exit_code_of(launch), 128 + SIGKILL);
  EXPECT_TRUE(eventually([&] { return !is_alive(run); }));
  expect_that_the_next_launch_finishes();
}

TEST_F(StopTest, AnIdleRankSleeps) {
  auto launch = start_hanging(4);
  ASSERT_TRUE(eventually([&] { return run_pid("t040") > 0 && run_pid("t050") > 0; }));
  const auto ranks = ranks_of(launch.pid());
  ASSERT_EQ(ranks.size(), 4U);
  const auto ticks = [&](pid_t pid) { return stat_field(pid, 14) + stat_field(pid, 15); };
  std::vector<long> before;
  for (const pid_t rank : ranks) before.push_back(ticks(rank));
  const auto start = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::seconds(5));  // an interval to measure, not a wait
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const double cpu_s =
        static_cast<double>(ticks(ranks[i]) - before[i]) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    const double memory_mb =
        static_cast<double>(stat_field(ranks[i], 24)) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
    std::cout << fmt::format(
        "rank process {}: {:.2f} s in {:.2f} s = {:.2f} % of a core, {:.0f} MB resident\n", ranks[i], cpu_s,
        wall.count(), 100 * cpu_s / wall.count(), memory_mb);
    EXPECT_LT(cpu_s / wall.count(), 0.02);
  }
  ::kill(launch.pid(), SIGUSR1);
  EXPECT_EQ(exit_code_of(launch), kExitStopped);
}

}  // namespace
}  // namespace sonosweep
