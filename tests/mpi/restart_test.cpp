// jobs/launch_study.sh: a launch that was lost is started again, one that ended is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "core/error.h"
#include "mpi_commands.h"
#include "process_helpers.h"
#include "rank_processes.h"

namespace sonosweep {
namespace {

using testing::count_of;
using testing::eventually;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::read_pid;
using testing::run_command;

class Restart : public ::testing::Test {
 protected:
  Restart() {
    testing::prepare_environment();
    setenv("MPIRUN", MPIRUN, 1);
    setenv("MPIRUN_FLAGS", "--oversubscribe", 1);
  }
  std::string script(int ranks, const std::string& more = "") const {
    return std::string(LAUNCH_STUDY) + " -n " + std::to_string(ranks) + " " +
           files_.launch("--lease 0.5 " + more);
  }
  // A launch of which two runs hang until they are asked to stop, in their first attempt.
  sweep::ChildProcess start_hanging() {
    files_.behave("* 1 hang\n");
    auto shell = files_.start(script(2));
    EXPECT_TRUE(eventually([&] { return run_pid("t000") > 0 && run_pid("t020") > 0; })) << files_.log();
    return shell;
  }
  pid_t run_pid(const std::string& id) const {
    return read_pid((files_.folder.attempt("segmentation/" + id, 1) / "pid").string());
  }
  static int exit_code_of(sweep::ChildProcess& process) {
    std::optional<sweep::ChildEnd> end;
    if (!eventually([&] { return (end = process.poll()).has_value(); })) return -1;
    return end->signal_number != 0 ? 128 + end->signal_number : end->exit_code;
  }

  testing::LaunchFiles files_;
};

TEST_F(Restart, ALostCoordinatorCostsNothingThatWasDone) {
  auto shell = start_hanging();
  const auto mpiruns = testing::children_of(shell.pid());
  ASSERT_EQ(mpiruns.size(), 1U);
  const auto ranks = testing::ranks_of(mpiruns[0]);
  ASSERT_EQ(ranks.size(), 2U);
  files_.behave("");
  ::kill(ranks[0], SIGKILL);
  EXPECT_EQ(exit_code_of(shell), kExitDone) << files_.log();
  EXPECT_EQ(count_of(files_.log(), "starting it again"), 1) << files_.log();
  EXPECT_THAT(files_.log(), HasSubstr("all 7 runs are done"));
  EXPECT_EQ(files_.starts().size(), 9U);  // t000 and t020 twice
}

TEST_F(Restart, ASignalStopsItForGood) {
  auto shell = start_hanging();
  ::kill(shell.pid(), SIGTERM);
  EXPECT_EQ(exit_code_of(shell), kExitStopped) << files_.log();
  EXPECT_THAT(files_.log(), Not(HasSubstr("starting it again")));
  EXPECT_EQ(files_.starts().size(), 2U);
}

TEST_F(Restart, ExitCodesOfTheLaunchArePassedOn) {
  EXPECT_EQ(run_command(script(2)).exit_code, kExitDone);
  EXPECT_EQ(run_command(script(2)).exit_code, kExitDone);  // and again, with nothing to do
  files_.write_study("split_seed = 5");
  EXPECT_EQ(run_command(script(2)).exit_code, kExitUsage);
  EXPECT_EQ(run_command(script(2, "--retrys 3")).exit_code, kExitUsage);
  EXPECT_EQ(run_command(script(1, "--retrys 3")).exit_code, kExitUsage);
  EXPECT_EQ(run_command(std::string(LAUNCH_STUDY) + " -n two x").exit_code, kExitUsage);
}

TEST_F(Restart, FailedRunsAreNoReasonToStartAgain) {
  files_.behave("segmentation/t020 * exit 3\n");
  const auto outcome = run_command(script(2));
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(outcome.output, Not(HasSubstr("starting it again")));
}

TEST_F(Restart, WhatNeverStartsIsGivenUp) {
  setenv("MPIRUN", "/bin/false-mpirun", 1);
  const auto outcome = run_command(script(2));
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("the launch was lost 5 times in a row (exit code 127)"));
}

}  // namespace
}  // namespace sonosweep
