#include "farm/launch/coordinator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "campaign.h"
#include "core/error.h"
#include "tests/farm/schedule/chained_plan.h"

namespace sonosweep::farm {
namespace {

using ::testing::Contains;
using testing::eventually;
using ::testing::HasSubstr;
using testing::is_alive;
using ::testing::Not;
using Counts = std::map<std::string, int>;

TEST(Coordinator, RunsEverythingOnceAndSkipsItTheNextTime) {
  Campaign campaign;
  EXPECT_EQ(campaign.launch({"s/a", "s/b", "s/c", "s/d", "s/e"}), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}, {"s/b", 1}, {"s/c", 1}, {"s/d", 1}, {"s/e", 1}}));
  EXPECT_TRUE(campaign.result("s/c").done);
  EXPECT_EQ(campaign.launch({"s/a", "s/b", "s/c", "s/d", "s/e", "s/f"}), kExitDone);
  EXPECT_EQ(campaign.starts(),
            (Counts{{"s/a", 1}, {"s/b", 1}, {"s/c", 1}, {"s/d", 1}, {"s/e", 1}, {"s/f", 1}}));
  EXPECT_EQ(campaign.launch({"s/a"}, 1, 1), kExitDone);
}

TEST(Coordinator, GivesRunsTheStudysThreadsAndNoMpi) {
  setenv("OMPI_COMM_WORLD_RANK", "0", 1);
  Campaign campaign;
  campaign.behave("");
  EXPECT_EQ(campaign.launch({"s/a"}), kExitDone);
  unsetenv("OMPI_COMM_WORLD_RANK");
  const std::string environment = read_file(campaign.folder.run("s/a") / "environment");
  EXPECT_THAT(environment, HasSubstr("\nOMP_NUM_THREADS=1\n"));
  EXPECT_THAT(environment, HasSubstr("\nSONOSWEEP_ATTEMPT=1\n"));
  EXPECT_THAT(environment, Not(HasSubstr("OMPI_")));
}

TEST(Coordinator, ACrashFailsOneRunAloneAndIsTriedAgain) {
  Campaign campaign;
  campaign.behave("s/b 1 signal 9\ns/b 2 exit 1\n");
  EXPECT_EQ(campaign.launch({"s/a", "s/b", "s/c"}), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}, {"s/b", 3}, {"s/c", 1}}));
  EXPECT_EQ(campaign.result("s/b").attempts, 3);
  EXPECT_THAT(campaign.said, Contains(HasSubstr("s/b: attempt 1 failed: killed by signal 9 (SIGKILL")));
  EXPECT_THAT(campaign.said,
              Contains(HasSubstr("s/b: attempt 2 failed: exit code 1 (run-time failure): made-up")));
  EXPECT_THAT(campaign.journal(), HasSubstr("\tfailed\ts/b\t1\t"));
  EXPECT_THAT(campaign.journal(), HasSubstr("\tdone\ts/b\t3\t"));
}

TEST(Coordinator, a_run_killed_after_its_result_was_whole_is_done) {
  Campaign campaign;
  campaign.options.retries = 0;
  campaign.behave("s/a * done_signal 9\n");
  EXPECT_EQ(campaign.launch({"s/a"}), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}}));
}

TEST(Coordinator, GivesUpAfterTheRetriesAndRecordsTheCause) {
  Campaign campaign;
  campaign.behave("s/b * signal 6\n");
  campaign.options.retries = 1;
  EXPECT_EQ(campaign.launch({"s/a", "s/b", "s/c"}), kExitFailed);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}, {"s/b", 2}, {"s/c", 1}}));
  const RunResult result = campaign.result("s/b");
  EXPECT_FALSE(result.done);
  EXPECT_EQ(result.cause, "aborted (SIGABRT)");
  EXPECT_EQ(result.attempts, 2);
  ASSERT_EQ(campaign.coordinator->lost_runs().size(), 1U);
  EXPECT_EQ(campaign.coordinator->lost_runs()[0].run, "s/b");
  EXPECT_THAT(campaign.said, Contains(HasSubstr(campaign.folder.log_file("s/b").string())));
  // The next launch tries it again.
  campaign.behave("");
  EXPECT_EQ(campaign.launch({"s/a", "s/b", "s/c"}), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}, {"s/b", 3}, {"s/c", 1}}));
}

TEST(Coordinator, DoesNotRepeatWrongUsageAndBadData) {
  Campaign campaign;
  campaign.behave("s/a * exit 3\ns/b * exit 2\n");
  EXPECT_EQ(campaign.launch({"s/a", "s/b", "s/c"}), kExitFailed);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}, {"s/b", 1}, {"s/c", 1}}));
  EXPECT_EQ(campaign.result("s/a").cause, "exit code 3 (bad data): made-up failure");
  EXPECT_THAT(campaign.said, Contains(HasSubstr("log.txt\n  | error: made-up failure")));
  EXPECT_EQ(campaign.result("s/a").details.at("log_tail").back(), "error: made-up failure");
}

TEST(Coordinator, AFailureBlocksWhatNeedsIt) {
  Campaign campaign;
  campaign.behave("s/a * exit 3\n");
  campaign.begin_plan({{"s/a"}, {"c/a", {"s/a"}}, {"s/b"}, {"c/b", {"s/b"}}});
  EXPECT_EQ(campaign.finish(), kExitFailed);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}, {"s/b", 1}, {"c/b", 1}}));
  EXPECT_EQ(campaign.coordinator->lost_runs().size(), 2U);
}

TEST(Coordinator, ExitCodeZeroWithoutAResultIsAFailure) {
  Campaign campaign;
  campaign.behave("s/a 1 no_result\ns/b 1 half_result\n");
  EXPECT_EQ(campaign.launch({"s/a", "s/b"}), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 2}, {"s/b", 2}}));
  EXPECT_THAT(campaign.said, Contains(HasSubstr("left no result.json")));
  EXPECT_THAT(campaign.said, Contains(HasSubstr("damaged result")));
}

TEST(Coordinator, ADamagedResultIsReportedAndRepeated) {
  Campaign campaign;
  EXPECT_EQ(campaign.launch({"s/a", "s/b"}), kExitDone);
  write_file_atomically(campaign.folder.result_file("s/a"), "{\"run_id\": \"s/a\", \"sta");
  EXPECT_EQ(campaign.launch({"s/a", "s/b"}), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 2}, {"s/b", 1}}));
  EXPECT_THAT(campaign.said, Contains(HasSubstr("moved to result.json.damaged")));
  EXPECT_TRUE(std::filesystem::exists(campaign.folder.run("s/a") / "result.json.damaged"));
}

TEST(Coordinator, AProgramThatCannotStartIsAFailureOfItsRuns) {
  Campaign campaign;
  campaign.program = "/not/there";
  EXPECT_EQ(campaign.launch({"s/a"}), kExitFailed);
  EXPECT_THAT(campaign.result("s/a").cause, HasSubstr("/not/there: cannot start (No such file"));
}

TEST(Coordinator, AnyOutputOfARunCanBeRecorded) {
  Campaign campaign;
  campaign.behave("s/a * binary\n");
  EXPECT_EQ(campaign.launch({"s/a"}), kExitFailed);
  EXPECT_THAT(campaign.result("s/a").details.at("log_tail").dump(), HasSubstr("before"));
}

TEST(Coordinator, AStopLetsRunsCheckpointAndTheNextLaunchGoesOn) {
  Campaign campaign;
  campaign.behave("* 1 hang\n");
  campaign.begin({"s/a", "s/b", "s/c", "s/d"}, 2, 1);
  ASSERT_TRUE(campaign.until([&] { return campaign.pid("s/a") > 0 && campaign.pid("s/b") > 0; }));
  request_stop(SIGTERM);
  EXPECT_EQ(campaign.finish(), kExitStopped);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 1}, {"s/b", 1}}));
  EXPECT_FALSE(find_run_result(campaign.folder.result_file("s/a")));  // stopped is not failed
  EXPECT_EQ(campaign.coordinator->counts().waiting, 4);
  // Both ranks saw the signal; it is said once.
  EXPECT_EQ(std::count_if(campaign.said.begin(), campaign.said.end(),
                          [](const std::string& text) { return text.rfind("stopping (", 0) == 0; }),
            1);
  request_stop(0);
  campaign.behave("");
  EXPECT_EQ(campaign.launch({"s/a", "s/b", "s/c", "s/d"}), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 2}, {"s/b", 2}, {"s/c", 1}, {"s/d", 1}}));
}

TEST(Coordinator, ASignalBeforeAnythingStartedStartsNothing) {
  Campaign campaign;
  request_stop(SIGINT);
  EXPECT_EQ(campaign.launch({"s/a"}), kExitStopped);
  EXPECT_EQ(campaign.starts(), Counts{});
}

TEST(Coordinator, KeepsADeadline) {
  Campaign campaign;
  campaign.behave("s/a 1 hang\n");
  double now = 1000;
  campaign.options.unix_time = [&] { return now; };
  campaign.options.deadline = 1200;
  campaign.begin({"s/a", "s/b", "s/c"}, 1, 2);
  // s/c follows s/b; s/a hangs.
  ASSERT_TRUE(campaign.until([&] { return campaign.pid("s/a") > 0 && campaign.counts().done == 2; }));
  // The last tenth of the time, 20 s, is for saving.
  now = 1179;
  campaign.rounds(10);
  EXPECT_TRUE(is_alive(campaign.pid("s/a")));
  now = 1180;
  EXPECT_EQ(campaign.finish(), kExitStopped);
  EXPECT_THAT(campaign.said, Contains(HasSubstr("stopping (time limit)")));
  EXPECT_EQ(campaign.counts().waiting, 1);
}

TEST(Coordinator, StartsNothingThatDoesNotFitBeforeTheDeadline) {
  Campaign campaign;
  campaign.behave("s/a 1 hang\n");
  double now = 1000;
  campaign.options.unix_time = [&] { return now; };
  campaign.options.deadline = 1200;
  auto plan = campaign.plan({"s/a", "s/b"});
  plan[1].needs = {"s/a"};
  plan.push_back({"s/c"});
  plan[2].done = true;
  plan[2].took_s = 200;  // so do those of its kind
  campaign.begin_plan(plan, 1, 1);
  EXPECT_EQ(campaign.finish(), kExitStopped);
  EXPECT_EQ(campaign.starts(), Counts{});
  EXPECT_EQ(campaign.counts().waiting, 2);
}

TEST(Coordinator, ADeadlineThatIsOverStartsNothing) {
  Campaign campaign;
  campaign.options.deadline = 1000;
  EXPECT_EQ(campaign.launch({"s/a"}), kExitStopped);
  EXPECT_EQ(campaign.starts(), Counts{});
}

TEST(Coordinator, LeavesNoGrandchildren) {
  Campaign campaign;
  campaign.behave("s/a 1 grandchild\n");
  EXPECT_EQ(campaign.launch({"s/a"}), kExitDone);
  const pid_t grandchild = campaign.pid("s/a", "grandchild");
  if (grandchild > 0) {  // it may have been killed before it could say who it is
    EXPECT_TRUE(eventually([&] { return !is_alive(grandchild); }));
  }
}

TEST(Coordinator, ShutDownEndsWhatRuns) {
  Campaign campaign;
  campaign.behave("s/a 1 keeper\ns/b 1 stubborn\n");
  campaign.begin({"s/a", "s/b"});
  ASSERT_TRUE(campaign.until([&] {
    return campaign.pid("s/a") > 0 && campaign.pid("s/a", "grandchild") > 0 && campaign.pid("s/b") > 0;
  }));
  for (auto& supervisor : campaign.supervisors) supervisor->handle(ShutDown{kExitFailed});
  EXPECT_TRUE(eventually([&] {
    return !is_alive(campaign.pid("s/a")) && !is_alive(campaign.pid("s/a", "grandchild")) &&
           !is_alive(campaign.pid("s/b"));
  }));
}

TEST(Coordinator, ShowsProgressWithinRuns) {
  Campaign campaign;
  campaign.behave("s/a 1 rows 5\ns/b 1 rows 2\n");
  campaign.begin({"s/a", "s/b", "s/c"}, 2, 1);
  ASSERT_TRUE(campaign.until([&] { return campaign.shown.epoch == 5 && campaign.shown.work_done > 0.65; }));
  EXPECT_EQ(campaign.shown.run, "s/a");
  EXPECT_EQ(campaign.shown.epochs, 10);
  EXPECT_NEAR(campaign.shown.work_done, 0.7, 1e-9);  // 5/10 + 2/10
  EXPECT_EQ(campaign.shown.counts.running, 2);
  EXPECT_EQ(campaign.shown.counts.waiting, 1);
  EXPECT_TRUE(campaign.shown.eta_s.has_value());
  request_stop(SIGTERM);
  EXPECT_EQ(campaign.finish(), kExitStopped);
}

TEST(Coordinator, AFailedTrainingBlocksItsChainAlone) {
  const auto plan = testing::chained_plan({"t000", "t060"}, 2);
  Campaign campaign;
  campaign.behave("train/t060 * exit 3\n");
  campaign.begin_plan(plan);
  EXPECT_EQ(campaign.finish(), kExitFailed);
  // Of 22 runs one training failed; its masks and 3 tasks x 2 folds wait for it in vain.
  const auto counts = campaign.coordinator->counts();
  EXPECT_EQ(counts.total, 22);
  EXPECT_EQ(counts.done, 14);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.blocked, 7);
  for (const auto& lost : campaign.coordinator->lost_runs()) EXPECT_THAT(lost.run, HasSubstr("/t060"));
  for (const auto& [run, times] : campaign.starts()) EXPECT_EQ(times, 1) << run;

  campaign.behave("");
  campaign.begin_plan(plan);
  EXPECT_EQ(campaign.finish(), kExitDone);
  for (const auto& [run, times] : campaign.starts()) EXPECT_EQ(times, run == "train/t060" ? 2 : 1) << run;
}

TEST(Coordinator, WhatWasMadeFromAnotherInputIsRepeated) {
  Campaign campaign;
  const std::vector<PlannedRun> plan = {{"s/a"}, {"c/a", {"s/a"}}, {"x/a", {"c/a"}}, {"s/b"}};
  campaign.begin_plan(plan);
  ASSERT_EQ(campaign.finish(), kExitDone);
  std::filesystem::remove(campaign.folder.result_file("s/a"));
  campaign.begin_plan(plan);
  EXPECT_EQ(campaign.finish(), kExitDone);
  EXPECT_EQ(campaign.starts(), (Counts{{"s/a", 2}, {"c/a", 2}, {"x/a", 2}, {"s/b", 1}}));
  EXPECT_THAT(campaign.said, Contains(HasSubstr("x/a: made from c/a, which is not done any more")));
}

TEST(Coordinator, what_an_earlier_launch_finished_but_did_not_promote_is_taken) {
  Campaign campaign;
  create_folders(campaign.folder.attempt("s/a", 3));
  RunResult result;
  result.run_id = "s/a";
  result.done = true;
  result.attempts = 3;
  result.metrics["iou"] = 0.75;
  write_run_result(campaign.folder.attempt("s/a", 3) / "result.json", result);
  EXPECT_EQ(campaign.launch({"s/a", "s/b"}), 0);
  EXPECT_EQ(campaign.starts().count("s/a"), 0U);
  EXPECT_EQ(campaign.result("s/a").metrics.at("iou"), 0.75);
  EXPECT_FALSE(std::filesystem::exists(campaign.folder.attempts("s/a")));
}

TEST(Coordinator, an_attempt_that_somebody_else_has_begun_is_no_failure) {
  Campaign campaign;
  campaign.options.retries = 0;
  campaign.begin({"s/a"});
  // A rank of an earlier launch, that does not know of this one, was faster.
  ASSERT_TRUE(make_attempt(campaign.folder, "s/a", 1));
  EXPECT_EQ(campaign.finish(), kExitDone);
  EXPECT_EQ(campaign.result("s/a").attempts, 2);
}

TEST(Coordinator, what_a_later_launch_has_done_meanwhile_is_not_started) {
  Campaign campaign;
  campaign.begin({"s/a"});
  create_folders(campaign.folder.run("s/a"));
  RunResult result;
  result.run_id = "s/a";
  result.done = true;
  write_run_result(campaign.folder.result_file("s/a"), result);
  campaign.rounds(20);
  EXPECT_EQ(campaign.starts(), Counts{});
  EXPECT_FALSE(std::filesystem::exists(campaign.folder.attempt("s/a", 1)));
}

TEST(Coordinator, attempt_numbers_go_on_from_launch_to_launch) {
  Campaign campaign;
  campaign.options.retries = 0;
  campaign.behave("s/a * exit 1\n");
  EXPECT_EQ(campaign.launch({"s/a"}), 1);
  EXPECT_EQ(campaign.result("s/a").attempts, 1);
  EXPECT_TRUE(std::filesystem::exists(campaign.folder.log_file("s/a")));
  EXPECT_EQ(campaign.launch({"s/a"}), 1);
  EXPECT_EQ(campaign.result("s/a").attempts, 2);
  EXPECT_TRUE(std::filesystem::exists(campaign.folder.run("s/a") / "log.1.txt"));
  campaign.behave("");
  EXPECT_EQ(campaign.launch({"s/a"}), 0);
  EXPECT_EQ(campaign.result("s/a").attempts, 3);
}

}  // namespace
}  // namespace sonosweep::farm
