// jobs/launch_study.sh: a launch that was lost is started again, one that ended is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

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
  farm::ChildProcess start_hanging() {
    files_.behave("* 1 hang\n");
    auto shell = files_.start(script(2));
    EXPECT_TRUE(eventually([&] { return run_pid("t000") > 0 && run_pid("t020") > 0; })) << files_.log();
    return shell;
  }
  pid_t run_pid(const std::string& id) const {
    return read_pid((files_.folder.attempt("segmentation/" + id, 1) / "pid").string());
  }
  // A shell script in the files' folder.
  void write_program(const std::string& name, const std::string& text) const {
    std::ofstream(files_.path(name)) << "#!/bin/sh\n" << text << '\n';
    ::chmod(files_.path(name).c_str(), 0755);
  }
  // The script on a PATH without our programs, which must end at once; `environment`: for env.
  testing::Outcome ended(const std::string& program, const std::string& path = "/usr/bin:/bin",
                         const std::string& environment = "") const {
    return run_command("env " + environment + " PATH=" + path + " timeout -k 1 30 " + LAUNCH_STUDY +
                       " -n 2 " + program + " --data x --study x --out " + files_.path("results"));
  }
  static int exit_code_of(farm::ChildProcess& process) {
    std::optional<farm::ChildEnd> end;
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
  write_program("lost_mpirun", "exit 127");
  setenv("MPIRUN", files_.path("lost_mpirun").c_str(), 1);
  const auto outcome = run_command(script(2));
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("the launch was lost 5 times in a row (exit code 127)"));
}

// Open MPI 4.1 waits for it for ever, where it is to survive lost ranks.
TEST_F(Restart, AProgramThatIsNotThereIsNamedAtOnce) {
  write_program("never", "echo was started");
  setenv("MPIRUN", files_.path("never").c_str(), 1);
  ::chmod(files_.path("pack.h5").c_str(), 0644);
  for (const auto& program :
       {std::string("no-such-program"), files_.path("no-such-program"), files_.path("pack.h5"),
        files_.dir.path().string(), std::string("./no-such-program")}) {
    const auto outcome = ended(program);
    EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("error: " + program + ": no program that can be started"));
    EXPECT_EQ(count_of(outcome.output, "\n"), 1) << outcome.output;
  }
}

TEST_F(Restart, AnMpirunThatIsNotThereIsNamedAtOnce) {
  setenv("MPIRUN", "no-such-mpirun", 1);
  const auto outcome = ended("/bin/true");
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("MPIRUN=no-such-mpirun: no such program"));
}

TEST_F(Restart, TheProgramIsFoundInPathAndBesideTheScript) {
  write_program("echo_mpirun", "case $1 in --version) exit;; esac\necho \"runs $*\"");
  setenv("MPIRUN", files_.path("echo_mpirun").c_str(), 1);
  write_program("my-launch", "exit");
  EXPECT_THAT(ended("my-launch", "/usr/bin:/bin:" + files_.dir.path().string()).output,
              HasSubstr("-n 2 " + files_.path("my-launch") + " --data x"));
  std::filesystem::copy_file(LAUNCH_STUDY, files_.path("launch_study.sh"));
  const auto beside = run_command("env PATH=/usr/bin:/bin bash " + files_.path("launch_study.sh") +
                                  " my-launch --data x --study x --out " + files_.path("results"));
  EXPECT_THAT(beside.output, HasSubstr(files_.path("my-launch") + " --data x"));
}

// The signal comes while mpirun is being started: by what looks into the journal last before that.
TEST_F(Restart, ASignalBeforeMpirunIsThereIsNotLost) {
  write_program("waiting_mpirun", "case $1 in --version) exit;; esac\ntrap 'exit 75' USR1\ntouch " +
                                      files_.path("begun") + "\nwhile :; do sleep 0.05; done");
  write_program("find", "kill -TERM $(ps -o ppid= -p $PPID)\nexec /usr/bin/find \"$@\"");
  setenv("MPIRUN", files_.path("waiting_mpirun").c_str(), 1);
  const auto outcome = ended("/bin/true", files_.dir.path().string() + ":/usr/bin:/bin");
  EXPECT_EQ(outcome.exit_code, kExitStopped) << outcome.output;
}

TEST_F(Restart, NoFolderForMpisOwnFilesIsSaidInALine) {
  write_program("talking_mpirun", "echo 'mpirun (Open MPI) 5.0.1'");
  setenv("MPIRUN", files_.path("talking_mpirun").c_str(), 1);
  for (const std::string name : {"TMPDIR", "TMP", "OMPI_MCA_orte_tmpdir_base"}) {
    const std::string bad = name + "=" + files_.path("pack.h5");
    const auto script = ended("/bin/true", "/usr/bin:/bin", "-u TMPDIR " + bad);
    EXPECT_EQ(script.exit_code, kExitFailed) << script.output;
    EXPECT_THAT(script.output, HasSubstr("error: " + bad + ": no folder can be made in"));
    const auto alone = run_command("env -u TMPDIR " + bad + " " + files_.launch());
    EXPECT_EQ(alone.exit_code, kExitFailed) << alone.output;
    EXPECT_THAT(alone.output, HasSubstr("error: " + bad + ": no folder can be made in"));
    EXPECT_THAT(alone.output, HasSubstr("unset it"));
    EXPECT_EQ(count_of(alone.output, "\n"), 1) << alone.output;
  }
}

TEST_F(Restart, AFolderThatMpiMakesIsFine) {
  setenv("TMPDIR", files_.path("not/there").c_str(), 1);
  const auto alone = run_command(files_.launch());
  const auto two = run_command(script(2));
  unsetenv("TMPDIR");
  EXPECT_EQ(alone.exit_code, kExitDone) << alone.output;
  EXPECT_EQ(two.exit_code, kExitDone) << two.output;
}

}  // namespace
}  // namespace sonosweep
