// What comes first, and what is too late.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/farm/schedule/scheduler_driver.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SchedulerOrder, TheLongestChainComesFirst) {
  // Chains: a 3; b 1 -> c 5: 6; d 4.
  Driver drive{Scheduler({run_of_kind("a", "A", 3), run_of_kind("b", "B", 1), run_of_kind("c", "C", 5, {"b"}),
                          run_of_kind("d", "D", 4)},
                         2)};
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start b.1 on 0"));
  EXPECT_THAT(drive.done("b", 1), ElementsAre("start c.1 on 0"));
  EXPECT_THAT(drive.done("c", 5), ElementsAre("start d.1 on 0"));
  EXPECT_THAT(drive.done("d", 4), ElementsAre("start a.1 on 0"));
}

TEST(SchedulerOrder, FirstComeGoesByReadiness) {
  SchedulerOptions options;
  options.order = HandOutOrder::kFirstCome;
  Driver drive{Scheduler({run_of_kind("a", "A", 3), run_of_kind("b", "B", 1), run_of_kind("c", "C", 5, {"a"}),
                          run_of_kind("d", "D", 4)},
                         options)};
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start a.1 on 0"));
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kFailed), ElementsAre("start b.1 on 0"));
  EXPECT_THAT(drive.done("b", 1), ElementsAre("start d.1 on 0"));
  EXPECT_THAT(drive.done("d", 1), ElementsAre("start a.2 on 0"));
}

TEST(SchedulerOrder, EqualChainsGoByThePlan) {
  Driver drive{Scheduler({run_of_kind("b", "A", 2), run_of_kind("a", "A", 2), run_of_kind("c", "A", 2)}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 3}), ElementsAre("start b.1 on 0", "start a.1 on 0", "start c.1 on 0"));
}

TEST(SchedulerOrder, FinishedRunsTeachWhatTheirKindTakes) {
  // The plan thinks that B takes longer.
  Driver drive{Scheduler({run_of_kind("b1", "B", 9), run_of_kind("a1", "A", 5), run_of_kind("b2", "B", 9),
                          run_of_kind("b3", "B", 9), run_of_kind("a2", "A", 5)},
                         2)};
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start b1.1 on 0"));
  EXPECT_EQ(drive.scheduler.expected_s("b3"), 9);
  // B takes 4.5, half of what was thought: A, of which nothing is known, then takes half as well. 4.5 > 2.5.
  EXPECT_THAT(drive.done("b1", 4.5), ElementsAre("start b2.1 on 0"));
  EXPECT_EQ(drive.scheduler.expected_s("b3"), 4.5);
  EXPECT_EQ(drive.scheduler.expected_s("a2"), 2.5);
  // Mean of 4.5 and 0.5 is 2.5; all together 5 instead of 18 s, so A is down to 25 / 18 = 1.39.
  EXPECT_THAT(drive.done("b2", 0.5), ElementsAre("start b3.1 on 0"));
  EXPECT_EQ(drive.scheduler.expected_s("b3"), 2.5);
  EXPECT_NEAR(drive.scheduler.expected_s("a2"), 25.0 / 18, 1e-12);
}

TEST(SchedulerOrder, LearnedDurationsChangeTheOrder) {
  Driver drive{Scheduler({run_of_kind("b1", "B", 9), run_of_kind("a1", "A", 5), run_of_kind("b2", "B", 9),
                          run_of_kind("a2", "A", 5), run_of_kind("a3", "A", 5)},
                         2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start b1.1 on 0", "start b2.1 on 0"));
  EXPECT_THAT(drive.done("b1", 2), ElementsAre("start a1.1 on 0"));
  EXPECT_THAT(drive.end("b2", 1, 0, OutcomeKind::kFailed), ElementsAre("start b2.2 on 0"));  // 2 > 5 * 2/9
  EXPECT_THAT(drive.done("a1", 6), ElementsAre("start a2.1 on 0"));
  EXPECT_THAT(drive.end("b2", 2, 0, OutcomeKind::kFailed), ElementsAre("start a3.1 on 0"));  // 6 > 2
}

TEST(SchedulerOrder, KnowsWhatEarlierLaunchesTook) {
  PlannedRun done = run_of_kind("a0", "A", 1);
  done.done = true;
  done.took_s = 20;
  PlannedRun other = run_of_kind("b0", "B", 9);
  other.done = true;
  other.took_s = 3;
  Driver drive{Scheduler({done, other, run_of_kind("b", "B", 9), run_of_kind("a", "A", 1)}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start a.1 on 0"));
}

TEST(SchedulerOrder, SmallChangesChangeNothing) {
  Driver drive{Scheduler({run_of_kind("a1", "A"), run_of_kind("a2", "A"), run_of_kind("a3", "A")}, 2)};
  drive(WorkerJoined{0, 1});
  drive.done("a1", 10);
  EXPECT_EQ(drive.scheduler.expected_s("a3"), 10);
  drive.done("a2", 11.9);  // mean 10.95
  EXPECT_EQ(drive.scheduler.expected_s("a3"), 10);
}

TEST(SchedulerOrder, AContinuedRunTeachesItsWhole) {
  Driver drive{Scheduler({run_of_kind("a1", "A"), run_of_kind("a2", "A"), run_of_kind("a3", "A")}, 2)};
  drive(RunProgress{"a1", 0.75});
  drive(RunProgress{"a2", 0.5});
  drive(WorkerJoined{0, 2});
  drive.done("a2", 5);  // the other half
  EXPECT_EQ(drive.scheduler.expected_s("a3"), 10);
  drive(RunProgress{"a1", 0.0});  // could not continue
  drive(RunProgress{"a1", 0.9});
  drive.done("a1", 14);
  EXPECT_EQ(drive.scheduler.expected_s("a3"), 12);
}

TEST(SchedulerOrder, WhatIsLeftOfAStoppedRunCounts) {
  // a is 0.9 done: 1 of 10 s left; b takes 5.
  Driver drive{Scheduler({run_of_kind("a", "A", 10), run_of_kind("b", "B", 5)}, 2)};
  drive(RunProgress{"a", 0.9});
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start b.1 on 0"));
}

struct TimeLeftTest : ::testing::Test {
  // s1 is done and took 100 s, for 10 epochs.
  std::vector<PlannedRun> runs() const {
    PlannedRun done = run_of_kind("s1", "S");
    done.done = true;
    done.took_s = 100;
    PlannedRun next = run_of_kind("s2", "S");
    next.epochs = 10;
    return {done, next};
  }
  static SchedulerOptions options() {
    SchedulerOptions options;
    options.time_margin_s = 30;
    return options;
  }
};

TEST_F(TimeLeftTest, WhatCanFinishStarts) {
  Driver drive{Scheduler(runs(), options())};
  drive(TimeLeft{155});  // 1.25 * 100 + 30
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start s2.1 on 0"));
}

TEST_F(TimeLeftTest, WhatCannotFinishIsNotStarted) {
  Driver drive{Scheduler(runs(), options())};
  drive(TimeLeft{154.9});
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("dismiss 0"));
  EXPECT_EQ(drive.scheduler.counts().waiting, 1);
  EXPECT_TRUE(drive.scheduler.finished());
  EXPECT_FALSE(drive.scheduler.starved());
}

TEST_F(TimeLeftTest, WhatCanCheckpointStarts) {
  auto plan = runs();
  plan[1].checkpoints = true;
  plan[1].checkpoint_epochs = 2;  // each 20 s: 25 + 30
  Driver drive{Scheduler(plan, options())};
  drive(TimeLeft{55});
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start s2.1 on 0"));
  Driver late{Scheduler(plan, options())};
  late(TimeLeft{54.9});
  EXPECT_THAT(late(WorkerJoined{0, 1}), ElementsAre("dismiss 0"));
}

TEST_F(TimeLeftTest, WhatIsLeftOfARunMayFinish) {
  Driver drive{Scheduler(runs(), options())};
  drive(RunProgress{"s2", 0.5});
  drive(TimeLeft{92.5});  // 1.25 * 50 + 30
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start s2.1 on 0"));
}

TEST_F(TimeLeftTest, TheUnknownStartsIfItsFirstCheckpointFits) {
  PlannedRun unknown = run_of_kind("b", "B");
  unknown.checkpoints = true;
  unknown.first_checkpoint_s = 40;  // 50 + 30
  Driver drive{Scheduler({unknown}, options())};
  drive(TimeLeft{80});
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start b.1 on 0"));
  EXPECT_THAT(drive.end("b", 1, 0, OutcomeKind::kFailed), ElementsAre("start b.2 on 0"));
  EXPECT_THAT(drive(TimeLeft{79}), IsEmpty());
  EXPECT_THAT(drive.end("b", 2, 0, OutcomeKind::kFailed), ElementsAre("dismiss 0"));
}

// It may be short; never to start it would be to never know.
TEST_F(TimeLeftTest, OfWhichNothingIsKnownStartsUntilTheEnd) {
  Driver drive{Scheduler({run_of_kind("a", "A")}, options())};
  drive(TimeLeft{30});
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start a.1 on 0"));
  Driver late{Scheduler({run_of_kind("a", "A")}, options())};
  late(TimeLeft{29});
  EXPECT_THAT(late(WorkerJoined{0, 1}), ElementsAre("dismiss 0"));
}

// s1 took 100 s, twice what the plan says: c, of another kind, is thought to take 40.
TEST_F(TimeLeftTest, OfAnotherKindThePlansEstimateCounts) {
  PlannedRun done = runs()[0], other = run_of_kind("c", "C");
  done.expected_s = 50;
  other.expected_s = 20;
  Driver drive{Scheduler({done, other}, options())};
  drive(TimeLeft{80});  // 1.25 * 40 + 30
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start c.1 on 0"));
  Driver late{Scheduler({done, other}, options())};
  late(TimeLeft{79.9});
  EXPECT_THAT(late(WorkerJoined{0, 1}), ElementsAre("dismiss 0"));
}

TEST_F(TimeLeftTest, WhatTurnsOutShortIsNotTooLate) {
  Driver drive{Scheduler({run_of_kind("a1", "A"), run_of_kind("a2", "A")}, options())};
  drive(WorkerJoined{0, 1});
  drive(TimeLeft{60});
  EXPECT_THAT(drive.done("a1", 8), ElementsAre("start a2.1 on 0"));  // 10 + 30 < 60
}

}  // namespace
}  // namespace sonosweep::farm
