// sonosweep-launch --join: several launches under mpirun on one results folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <ctime>
#include <map>
#include <set>

#include "core/error.h"
#include "core/file_lock.h"
#include "farm/join/mailboxes.h"
#include "farm/status/journal_reader.h"
#include "mpi_commands.h"
#include "process_helpers.h"
#include "rank_processes.h"

namespace sonosweep {
namespace {

using testing::count_of;
using testing::eventually;
using ::testing::HasSubstr;
using testing::mpirun;
using ::testing::Not;
using testing::read_pid;
using testing::run_command;
using ::testing::UnorderedElementsAre;

class Join : public ::testing::Test {
 protected:
  Join() {
    testing::prepare_environment();
    setenv("MPIRUN", MPIRUN, 1);
    setenv("MPIRUN_FLAGS", "--oversubscribe", 1);
    files_.write_study(kOneSlotEach);
  }
  ~Join() override { unsetenv("SLURM_JOB_ID"); }

  // A launch whose first attempts hang until they are asked to stop; two of them run.
  farm::ChildProcess start_hanging(const std::string& how) {
    files_.behave("* 1 hang\n");
    auto first = files_.start(how);
    EXPECT_TRUE(eventually([&] { return pid("t000") > 0 && pid("t020") > 0; })) << files_.log();
    return first;
  }
  // One that helps it; its output goes to join.log. Its first attempts hang too, until two of them run.
  farm::ChildProcess help(const std::string& how) {
    setenv("SLURM_JOB_ID", "42", 1);
    auto second = files_.start(how, "join.log");
    unsetenv("SLURM_JOB_ID");
    EXPECT_TRUE(eventually([&] { return pid("t040") > 0 && pid("t050") > 0; })) << join_log();
    return second;
  }
  std::string launch(int ranks, const std::string& more = "") const {
    return mpirun(ranks) + " " + files_.launch("--lease 2 " + more);
  }
  std::string script(int ranks, const std::string& more = "") const {
    return std::string(LAUNCH_STUDY) + " -n " + std::to_string(ranks) + " " +
           files_.launch("--lease 2 " + more);
  }
  pid_t pid(const std::string& id, int attempt = 1) const {
    return read_pid((files_.folder.attempt("segmentation/" + id, attempt) / "pid").string());
  }
  std::string join_log() const { return read_file(files_.dir / "join.log"); }
  static int exit_code_of(farm::ChildProcess& process) {
    std::optional<farm::ChildEnd> end;
    if (!eventually([&] { return (end = process.poll()).has_value(); })) return -1;
    return end->signal_number != 0 ? 128 + end->signal_number : end->exit_code;
  }
  std::vector<farm::JournalRecord> journal() const {
    return farm::read_journal(files_.folder.journal_file()).records;
  }
  // How often the journal says of each run that it is done.
  std::map<std::string, int> done() const {
    std::map<std::string, int> counts;
    for (const auto& record : journal())
      if (record.entry.event == "done") ++counts[record.entry.run];
    return counts;
  }
  void expect_each_done_once() const {
    EXPECT_EQ(done().size(), 7U);
    for (const auto& [run, count] : done()) EXPECT_EQ(count, 1) << run;
  }
  // Workers that had to do with an event.
  std::set<int> workers_of(const std::string& event) const {
    std::set<int> workers;
    for (const auto& record : journal())
      if (record.entry.event == event) workers.insert(record.entry.worker);
    return workers;
  }

  // However many cores the machine has.
  static constexpr const char* kOneSlotEach = "threads = 64";
  testing::LaunchFiles files_;
};

TEST_F(Join, WhereNobodyWorksItIsALaunchLikeAnyOther) {
  const auto outcome = run_command(launch(2, "--join"));
  EXPECT_EQ(outcome.exit_code, kExitDone) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("all 7 runs are done"));
  EXPECT_EQ(run_command(launch(2, "--join")).exit_code, kExitDone);
  expect_each_done_once();
}

TEST_F(Join, TwoLaunchesShareAStudyAndNothingIsDoneTwice) {
  auto first = start_hanging(launch(2));
  auto second = help(launch(2, "--join"));
  files_.behave("");
  for (const char* id : {"t040", "t050"}) ::kill(pid(id), SIGKILL);
  ASSERT_TRUE(eventually([&] { return !workers_of("done").empty(); })) << files_.log();
  EXPECT_GE(*workers_of("done").begin(), 2);
  for (const char* id : {"t000", "t020"}) ::kill(pid(id), SIGKILL);
  EXPECT_EQ(exit_code_of(first), kExitDone) << files_.log();
  EXPECT_EQ(exit_code_of(second), kExitDone) << join_log();
  expect_each_done_once();
  EXPECT_THAT(workers_of("worker"), UnorderedElementsAre(0, 1, 2, 3));
  EXPECT_LT(*workers_of("done").begin(), 2);
  EXPECT_EQ(count_of(read_file(files_.folder.journal_file()), "\tslurm_job=42"), 2);
  EXPECT_EQ(files_.starts().size(), 11U);  // four twice
  EXPECT_THAT(launches_with_mailboxes(files_.folder), ::testing::IsEmpty());
}

TEST_F(Join, AStopConcernsWhoeverIsAskedAlone) {
  auto first = start_hanging(launch(2));
  auto second = help(launch(2, "--join"));
  files_.behave("");
  ::kill(second.pid(), SIGUSR1);  // mpirun passes it on
  EXPECT_EQ(exit_code_of(second), kExitStopped) << join_log();
  EXPECT_THAT(join_log(), HasSubstr("helping has ended early"));
  EXPECT_THAT(workers_of("left"), UnorderedElementsAre(2, 3));
  EXPECT_TRUE(workers_of("lost").empty());
  EXPECT_TRUE(testing::is_alive(pid("t000")));
  for (const char* id : {"t000", "t020"}) ::kill(pid(id), SIGKILL);
  EXPECT_EQ(exit_code_of(first), kExitDone) << files_.log();
  expect_each_done_once();
}

TEST_F(Join, ASignalToOneRankThatHelpsIsForItsWholeLaunch) {
  auto first = start_hanging(launch(2));
  auto second = help(launch(2, "--join"));
  files_.behave("");
  const auto ranks = testing::ranks_of(second.pid());
  ASSERT_EQ(ranks.size(), 2U);
  ::kill(ranks[1], SIGTERM);
  EXPECT_EQ(exit_code_of(second), kExitStopped) << join_log();
  EXPECT_THAT(workers_of("left"), UnorderedElementsAre(2, 3));
  ::kill(first.pid(), SIGUSR1);
  EXPECT_EQ(exit_code_of(first), kExitStopped) << files_.log();
}

TEST_F(Join, TheEndOfItsTimeIsItsOwn) {
  auto first = start_hanging(launch(2));
  // In 12 s, of which the last one is for saving.
  auto second =
      files_.start(launch(2, fmt::format("--join --deadline {}", std::time(nullptr) + 12)), "join.log");
  EXPECT_EQ(exit_code_of(second), kExitStopped) << join_log();
  EXPECT_THAT(join_log(), HasSubstr("this rank helps no longer (time limit)"));
  EXPECT_TRUE(testing::is_alive(pid("t000")));
  ::kill(first.pid(), SIGUSR1);
  EXPECT_EQ(exit_code_of(first), kExitStopped) << files_.log();
}

TEST_F(Join, WhereTheOtherLaunchStopsItGoesOnAlone) {
  auto first = start_hanging(launch(2));
  auto second = help(launch(2, "--join"));
  files_.behave("");
  ::kill(first.pid(), SIGUSR1);
  EXPECT_EQ(exit_code_of(first), kExitStopped) << files_.log();
  EXPECT_EQ(exit_code_of(second), kExitDone) << join_log();
  EXPECT_THAT(join_log(), HasSubstr("all 7 runs are done"));
  expect_each_done_once();
}

TEST_F(Join, WhereTheOtherLaunchIsKilledItGoesOnAlone) {
  auto first = start_hanging(launch(2));
  auto second = help(script(2, "--join"));
  files_.behave("");
  for (const pid_t rank : testing::ranks_of(first.pid())) ::kill(rank, SIGKILL);
  ::kill(first.pid(), SIGKILL);
  EXPECT_EQ(exit_code_of(second), kExitDone) << join_log();
  EXPECT_THAT(join_log(), HasSubstr("all 7 runs are done"));
  expect_each_done_once();
}

TEST_F(Join, AHelperThatIsKilledIsGivenUpAndStartedAgainByItsScript) {
  auto first = start_hanging(launch(2));
  auto second = help(script(2, "--join"));
  const auto mpiruns = testing::children_of(second.pid());
  ASSERT_EQ(mpiruns.size(), 1U);
  const auto ranks = testing::ranks_of(mpiruns[0]);
  ASSERT_EQ(ranks.size(), 2U);
  for (const pid_t rank : ranks) ::kill(rank, SIGKILL);
  ASSERT_TRUE(eventually([&] { return workers_of("lost").size() == 2 && workers_of("worker").size() == 6; }))
      << join_log();
  files_.behave("");
  std::optional<farm::ChildEnd> end;
  ASSERT_TRUE(eventually([&] {
    for (const char* id : {"t000", "t020", "t060", "t080", "t100"})
      if (const pid_t hanging = pid(id); hanging > 0 && testing::is_alive(hanging)) ::kill(hanging, SIGKILL);
    return (end = first.poll()).has_value();
  })) << files_.log();
  EXPECT_EQ(end->exit_code, kExitDone) << files_.log();
  EXPECT_EQ(exit_code_of(second), kExitDone) << join_log();
  EXPECT_EQ(count_of(join_log(), "starting it again"), 1) << join_log();
  expect_each_done_once();
}

TEST_F(Join, AnotherStudyIsRefused) {
  auto first = start_hanging(launch(2));
  files_.write_study(std::string(kOneSlotEach) + "\nsplit_seed = 5");
  const auto outcome = run_command(launch(2, "--join"));
  EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("split_seed"));
  EXPECT_EQ(run_command(script(2, "--join")).exit_code, kExitUsage);
  ::kill(first.pid(), SIGUSR1);
  EXPECT_EQ(exit_code_of(first), kExitStopped);
}

TEST_F(Join, WithoutItTheFolderStaysTheFirstOnes) {
  auto first = start_hanging(launch(2));
  const auto outcome = run_command(launch(2));
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("held by sonosweep-launch on "));
  EXPECT_THAT(outcome.output, HasSubstr("let this launch help it, by --join"));
  ::kill(first.pid(), SIGUSR1);
  EXPECT_EQ(exit_code_of(first), kExitStopped);
}

TEST_F(Join, WhoeverHoldsTheFolderAndDoesNotAnswerIsNamed) {
  EXPECT_EQ(run_command(launch(2)).exit_code, kExitDone);
  const FileLock lock(files_.folder.lock_file(), "somebody else");
  const auto outcome = run_command(mpirun(2) + " " + files_.launch("--join --lease 0.2"));
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("held by somebody else on "));
  EXPECT_THAT(outcome.output, HasSubstr("which has not answered within 1 s"));
}

}  // namespace
}  // namespace sonosweep
