#include "farm/status/study_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;

constexpr std::int64_t kNow = 10'000'000;  // ms; the launch began 1000 s before

PlannedRun planned(const std::string& id, const std::string& kind, int epochs,
                   const std::vector<std::string>& needs = {}) {
  PlannedRun run{id, needs};
  run.kind = kind;
  run.epochs = epochs;
  return run;
}

class StudyStatusTest : public ::testing::Test {
 protected:
  StudyStatusTest() {
    traces_.now_ms = kNow;
    traces_.host = "login";
    // Two trainings, a cache for each, one task on both: s0 -> c0 -> task <- c1 <- s1.
    plan_ = {planned("s0", "seg", 10), planned("s1", "seg", 10), planned("c0", "cache", 0, {"s0"}),
             planned("c1", "cache", 0, {"s1"}), planned("task", "task", 20, {"c0", "c1"})};
    traces_.files.resize(plan_.size());
  }
  // A record so many seconds ago.
  void tell(double ago_s, const JournalEntry& entry) {
    traces_.launch.add({kNow - static_cast<std::int64_t>(ago_s * 1000), entry});
  }
  void launch(const std::string& host = "node7", int slots = 2) {
    tell(1000, {"launch", "", 0, -1, "", {{"host", host}, {"slots", std::to_string(slots)}}});
  }
  void set_done(std::size_t run, double wall_s) {
    traces_.files[run].done = true;
    traces_.files[run].attempts = 1;
    traces_.files[run].wall_s = wall_s;
  }
  void set_failed(std::size_t run, int attempt) {
    traces_.files[run].failed = true;
    traces_.files[run].attempts = attempt;
    traces_.files[run].cause = "boom";
  }
  StudyStatus judge() const { return judge_study(plan_, traces_); }
  static std::string states(const StudyStatus& status) {
    std::string text;
    for (const auto& run : status.runs) text += run_state_name(run.state)[0];
    return text;  // waiting, running, done, failed, blocked
  }

  std::vector<PlannedRun> plan_;
  StudyTraces traces_;
};

TEST_F(StudyStatusTest, WithoutAJournalTheResultsAlone) {
  set_done(0, 100);
  set_failed(1, 3);
  const auto status = judge();
  EXPECT_EQ(status.launch_state, LaunchState::kUnknown);
  EXPECT_FALSE(status.running_known);
  EXPECT_EQ(states(status), "dfwbb");
  EXPECT_EQ(status.counts.done, 1);
  EXPECT_EQ(status.counts.failed, 1);
  EXPECT_EQ(status.counts.blocked, 2);
  EXPECT_EQ(status.counts.waiting, 1);
  EXPECT_EQ(status.counts.total, 5);
  EXPECT_THAT(status.runs[4].waits_for, ElementsAre("s1"));  // the root, not what lies between
  EXPECT_THAT(status.runs[2].waits_for, ElementsAre());
  EXPECT_EQ(status.waiting_by_kind, (std::map<std::string, int>{{"cache", 1}}));
  EXPECT_FALSE(status.eta_s);
}

TEST_F(StudyStatusTest, RunsRunWhereTheJournalSaysSo) {
  launch();
  tell(900, {"start", "s0", 2, 5, "", {{"host", "n1"}, {"gpu", "3"}}});
  tell(880, {"started", "s0", 2, 5});
  tell(300, {"start", "s1", 1, 4});
  traces_.files[0].rows = 4;
  const auto status = judge();
  EXPECT_EQ(status.launch_state, LaunchState::kRunning);
  EXPECT_EQ(states(status), "rrwww");
  const auto& run = status.runs[0];
  EXPECT_EQ(run.attempt, 2);
  EXPECT_EQ(run.worker, 5);
  EXPECT_EQ(run.host + run.gpu, "n13");
  EXPECT_TRUE(run.started);
  EXPECT_EQ(run.running_s, 880);
  EXPECT_EQ(run.epoch, 4);
  EXPECT_FALSE(status.runs[1].started);
  EXPECT_EQ(status.runs[1].running_s, 300);
  EXPECT_THAT(status.runs[4].waits_for, ElementsAre("c0", "c1"));
}

TEST_F(StudyStatusTest, ClocksThatDifferMakeNoNegativeAges) {
  tell(-50, {"launch", "", 0, -1, "", {{"host", "node7"}, {"deadline", "9990"}}});
  tell(-60, {"start", "s0", 1, 0});
  const auto status = judge();
  EXPECT_EQ(status.runs[0].running_s, 0);
  EXPECT_EQ(status.time_left_s, 0);  // 9990 s - 10000 s
  traces_.launch.deadline = 10'060.5;
  EXPECT_EQ(judge().time_left_s, 60.5);
}

TEST_F(StudyStatusTest, TheLockTellsOnItsOwnHost) {
  launch("login");
  tell(900, {"start", "s0", 1, 0});
  traces_.lock_holder = "sonosweep-launch on login, process 5";
  EXPECT_EQ(judge().launch_state, LaunchState::kRunning);
  EXPECT_EQ(states(judge()), "rwwww");
  traces_.lock_holder.clear();
  EXPECT_EQ(judge().launch_state, LaunchState::kDead);
  EXPECT_EQ(states(judge()), "wwwww");
  EXPECT_TRUE(judge().running_known);
}

TEST_F(StudyStatusTest, OnAnotherHostWhatIsWrittenTells) {
  tell(5000, {"launch", "", 0, -1, "", {{"host", "node7"}}});
  tell(1801, {"start", "s0", 1, 0});
  EXPECT_EQ(judge().launch_state, LaunchState::kSilent);
  EXPECT_EQ(states(judge()), "rwwww");
  traces_.files[1].changed_ms = kNow;  // nobody runs that one
  EXPECT_EQ(judge().launch_state, LaunchState::kSilent);
  traces_.files[0].changed_ms = kNow - 1'800'000;
  EXPECT_EQ(judge().launch_state, LaunchState::kRunning);
}

TEST_F(StudyStatusTest, AnEndedLaunchRunsNothing) {
  launch();
  tell(900, {"start", "s0", 1, 0});
  tell(10, {"end", "", 0, -1, "exit code 75"});
  set_failed(1, 2);
  EXPECT_EQ(judge().launch_state, LaunchState::kEnded);
  EXPECT_EQ(states(judge()), "wfwbb");
  // The next one has begun and not written yet.
  traces_.lock_holder = "sonosweep-launch on login, process 5";
  EXPECT_EQ(judge().launch_state, LaunchState::kUnknown);
  EXPECT_FALSE(judge().launch.ended_ms);
}

TEST_F(StudyStatusTest, AnEarlierLaunchsFailureIsTriedAgain) {
  set_failed(1, 3);
  launch();
  EXPECT_EQ(states(judge()), "wwwww");
  EXPECT_EQ(judge().runs[1].cause, "boom");
  tell(500, {"start", "s1", 4, 0});
  EXPECT_EQ(states(judge()), "wrwww");
  tell(400, {"failed", "s1", 4, 0, "bang", {{"death", "signal"}}});
  EXPECT_EQ(states(judge()), "wwwww");  // that result is of attempt 3, this one will be tried again
  set_failed(1, 4);
  EXPECT_EQ(states(judge()), "wfwbb");
}

TEST_F(StudyStatusTest, AFailedAttemptIsNamedUntilItIsDone) {
  launch();
  tell(500, {"start", "s0", 1, 0});
  tell(400, {"failed", "s0", 1, 0, "bang", {{"death", "signal"}}});
  tell(300, {"start", "s0", 2, 0});
  auto status = judge();
  EXPECT_EQ(states(status), "rwwww");
  EXPECT_EQ(status.runs[0].cause + status.runs[0].death, "bangsignal");
  set_done(0, 10);
  status = judge();
  EXPECT_EQ(states(status), "dwwww");  // its result is there, whatever the journal says
  EXPECT_EQ(status.runs[0].cause, "");
  EXPECT_EQ(status.runs[0].wall_s, 10);
  EXPECT_EQ(status.runs[0].epoch, 10);
}

TEST_F(StudyStatusTest, ADamagedResultIsNamedAndNotDone) {
  traces_.files[0].damaged = true;
  EXPECT_TRUE(judge().runs[0].result_damaged);
  EXPECT_EQ(states(judge()), "wwwww");
}

TEST_F(StudyStatusTest, TimeLeftFromResultsOfItsKind) {
  launch();
  set_done(0, 100);
  tell(35, {"start", "s1", 1, 0});
  tell(30, {"started", "s1", 1, 0});
  traces_.files[1].rows = 6;
  const auto status = judge();
  // 4 of 10 epochs of what took 100 s.
  EXPECT_NEAR(status.runs[1].eta_s.value(), 40, 1e-9);
  // 100 s for 10 epochs, so 10 s for a cache (counts as one) and 200 s for the task: 40 + 10 + 200, while c0
  // is made beside s1.
  EXPECT_NEAR(status.eta_s.value(), 250, 1e-9);
}

TEST_F(StudyStatusTest, TimeLeftWaitsForASlot) {
  launch("node7", 1);
  set_done(0, 100);
  tell(30, {"start", "s1", 1, 0});
  traces_.files[1].rows = 6;
  EXPECT_NEAR(judge().eta_s.value(), 40 + 10 + 10 + 200, 1e-9);
  // Workers that joined count instead: 2 slots.
  tell(29, {"worker", "", 0, 1, "", {{"slots", "2"}}});
  EXPECT_NEAR(judge().eta_s.value(), 250, 1e-9);
  // One GPU between them, and every run takes one.
  for (auto& run : plan_) run.resources.gpus = 1;
  tell(28, {"worker", "", 0, 1, "", {{"slots", "2"}, {"gpus", "1"}}});
  EXPECT_NEAR(judge().eta_s.value(), 260, 1e-9);
}

TEST_F(StudyStatusTest, BeforeAnyResultFirstAttemptsShowIt) {
  launch();
  EXPECT_FALSE(judge().eta_s);
  tell(30, {"start", "s0", 1, 0});
  tell(30, {"start", "s1", 1, 1});
  EXPECT_FALSE(judge().eta_s);
  traces_.files[0].rows = 3;
  const auto status = judge();
  EXPECT_NEAR(status.runs[0].eta_s.value(), 70, 1e-9);   // 100 s in all
  EXPECT_NEAR(status.runs[1].eta_s.value(), 100, 1e-9);  // nothing done yet
  EXPECT_NEAR(status.eta_s.value(), 100 + 10 + 200, 1e-9);
  // From a later attempt nothing follows.
  traces_.launch.open.at("s0").attempt = 2;
  EXPECT_FALSE(judge().eta_s);
}

TEST_F(StudyStatusTest, ACacheIsDoneWhenItsTimeIsOver) {
  launch();
  set_done(0, 100);
  set_done(1, 100);
  set_done(2, 30);
  tell(10, {"start", "c1", 1, 0});
  EXPECT_NEAR(judge().runs[3].eta_s.value(), 20, 1e-9);
  traces_.now_ms += 60'000;
  EXPECT_EQ(judge().runs[3].eta_s, 0);
}

TEST_F(StudyStatusTest, AllDoneTakesNoTime) {
  launch();
  for (std::size_t i = 0; i < 5; ++i) set_done(i, 1);
  EXPECT_EQ(judge().eta_s, 0);
  EXPECT_EQ(states(judge()), "ddddd");
}

}  // namespace
}  // namespace sonosweep::farm
