#include "sweep/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "core/error.h"
#include "core/rng.h"

namespace sonosweep::sweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// "start a.1 on 0", "stop 0", "dismiss 0"
std::vector<std::string> texts(const std::vector<Command>& commands) {
  std::vector<std::string> result;
  for (const auto& command : commands) {
    if (const auto* start = std::get_if<StartRun>(&command))
      result.push_back(fmt::format("start {}.{} on {}", start->run, start->attempt, start->worker));
    if (const auto* stop = std::get_if<StopWorker>(&command))
      result.push_back(fmt::format("stop {}", stop->worker));
    if (const auto* dismiss = std::get_if<DismissWorker>(&command))
      result.push_back(fmt::format("dismiss {}", dismiss->worker));
  }
  return result;
}

std::vector<PlannedRun> plan(const std::vector<std::string>& ids) {
  std::vector<PlannedRun> runs;
  for (const auto& id : ids) runs.push_back({id});
  return runs;
}

struct Driver {
  Scheduler scheduler;
  std::vector<std::string> operator()(const Event& event) { return texts(scheduler.handle(event)); }
  std::vector<std::string> end(const std::string& run, int attempt, int worker, OutcomeKind kind) {
    return (*this)(RunFinished{run, attempt, worker, {kind, kind == OutcomeKind::kDone ? "" : "why"}});
  }
};

TEST(Scheduler, HandsOutInOrderAsSlotsBecomeFree) {
  Driver drive{Scheduler(plan({"a", "b", "c"}), 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start a.1 on 0", "start b.1 on 0"));
  EXPECT_THAT(drive.end("b", 1, 0, OutcomeKind::kDone), ElementsAre("start c.1 on 0"));
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), IsEmpty());
  EXPECT_THAT(drive.end("c", 1, 0, OutcomeKind::kDone), ElementsAre("dismiss 0"));
  EXPECT_TRUE(drive.scheduler.finished());
  EXPECT_EQ(drive.scheduler.counts().done, 3);
}

TEST(Scheduler, SpreadsOverWorkersLeastBusyFirst) {
  Driver drive{Scheduler({{"long"}, {"a", {"long"}}, {"b", {"long"}}, {"c", {"long"}}, {"d", {"long"}}}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start long.1 on 0"));
  EXPECT_THAT(drive(WorkerJoined{1, 2}), IsEmpty());
  EXPECT_THAT(drive(WorkerJoined{2, 2}), IsEmpty());
  // All free: one each, then the second slot of the first.
  EXPECT_THAT(drive.end("long", 1, 0, OutcomeKind::kDone),
              ElementsAre("start a.1 on 0", "start b.1 on 1", "start c.1 on 2", "start d.1 on 0"));
}

TEST(Scheduler, RetriesUpToTheLimitAndThenGivesUp) {
  Driver drive{Scheduler(plan({"a"}), 2)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kFailed), ElementsAre("start a.2 on 0"));
  EXPECT_THAT(drive.end("a", 2, 0, OutcomeKind::kFailed), ElementsAre("start a.3 on 0"));
  EXPECT_THAT(drive.end("a", 3, 0, OutcomeKind::kFailed), ElementsAre("dismiss 0"));
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
  EXPECT_EQ(drive.scheduler.status("a").cause, "why");
  EXPECT_EQ(drive.scheduler.counts().failed, 1);
}

TEST(Scheduler, DoesNotRetryWhatCannotGoBetter) {
  Driver drive{Scheduler(plan({"a", "b"}), 2)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kFailedForGood), ElementsAre("start b.1 on 0"));
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
}

TEST(Scheduler, AFailureBlocksOnlyWhatDependsOnIt) {
  Driver drive{
      Scheduler({{"a"}, {"b"}, {"needs_a", {"a"}}, {"needs_that", {"needs_a", "b"}}, {"needs_b", {"b"}}}, 0)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start a.1 on 0", "start b.1 on 0"));
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kFailed), IsEmpty());
  EXPECT_EQ(drive.scheduler.status("needs_a").state, RunState::kBlocked);
  EXPECT_THAT(drive.scheduler.status("needs_that").cause, HasSubstr("needs needs_a"));
  EXPECT_THAT(drive.end("b", 1, 0, OutcomeKind::kDone), ElementsAre("start needs_b.1 on 0"));
  EXPECT_THAT(drive.end("needs_b", 1, 0, OutcomeKind::kDone), ElementsAre("dismiss 0"));
  const RunCounts counts = drive.scheduler.counts();
  EXPECT_EQ(counts.done, 2);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.blocked, 2);
}

TEST(Scheduler, WhatIsDoneAlreadyIsNotStartedAndSatisfiesNeeds) {
  PlannedRun done{"a"};
  done.done = true;
  Driver drive{Scheduler({done, {"b", {"a"}}}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start b.1 on 0"));
}

TEST(Scheduler, WithNothingToDoWorkersAreSentHome) {
  PlannedRun done{"a"};
  done.done = true;
  Driver drive{Scheduler({done}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("dismiss 0"));
  EXPECT_THAT(drive(WorkerJoined{1, 2}), ElementsAre("dismiss 1"));
}

TEST(Scheduler, AStopEndsHandingOutAndIsNoFailure) {
  Driver drive{Scheduler(plan({"a", "b", "c"}), 0)};
  drive(WorkerJoined{0, 1});
  drive(WorkerJoined{1, 1});
  EXPECT_THAT(drive(StopRequested{}), ElementsAre("stop 0", "stop 1"));
  EXPECT_THAT(drive(StopRequested{}), IsEmpty());
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kStopped), IsEmpty());
  EXPECT_THAT(drive.end("b", 1, 1, OutcomeKind::kDone), ElementsAre("dismiss 0", "dismiss 1"));
  const RunCounts counts = drive.scheduler.counts();
  EXPECT_EQ(counts.waiting, 2);
  EXPECT_EQ(counts.done, 1);
  EXPECT_EQ(counts.failed, 0);
  EXPECT_EQ(drive.scheduler.status("a").failures, 0);
}

TEST(Scheduler, ClosedStartsLetRunningRunsFinish) {
  Driver drive{Scheduler(plan({"a", "b"}), 0)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive(StartsClosed{}), IsEmpty());
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), ElementsAre("dismiss 0"));
  EXPECT_EQ(drive.scheduler.counts().waiting, 1);
}

TEST(Scheduler, AStopNobodyAskedForIsNoFailureButDoesNotGoOnForEver) {
  Driver drive{Scheduler(plan({"a"}), 0)};
  drive(WorkerJoined{0, 1});
  int attempt = 1;
  while (!drive.scheduler.finished() && attempt < 100) drive.end("a", attempt++, 0, OutcomeKind::kStopped);
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
  EXPECT_EQ(drive.scheduler.status("a").attempt, 11);  // ten stops are forgiven
}

TEST(Scheduler, RunsOfALostWorkerGoElsewhere) {
  Driver drive{Scheduler(plan({"a", "b"}), 2)};
  drive(WorkerJoined{0, 1});
  drive(WorkerJoined{1, 1});
  EXPECT_THAT(drive(WorkerLost{0}), IsEmpty());
  EXPECT_THAT(drive.end("b", 1, 1, OutcomeKind::kDone), ElementsAre("start a.2 on 1"));
  EXPECT_THAT(drive.scheduler.status("a").cause, HasSubstr("worker 0 was lost"));
  // What the lost one says later is not heard.
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), IsEmpty());
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kRunning);
  EXPECT_THAT(drive.end("a", 2, 1, OutcomeKind::kDone), ElementsAre("dismiss 1"));
}

TEST(Scheduler, ARunOfSeveralSlotsWaitsForThem) {
  PlannedRun wide{"wide"};
  wide.resources.slots = 2;
  Driver drive{Scheduler({{"a"}, wide, {"b"}}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start a.1 on 0", "start b.1 on 0"));
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), IsEmpty());
  EXPECT_THAT(drive.end("b", 1, 0, OutcomeKind::kDone), ElementsAre("start wide.1 on 0"));
}

TEST(Scheduler, RefusesAPlanThatCannotWork) {
  EXPECT_THROW(Scheduler(plan({"a", "a"}), 2), Error);
  EXPECT_THROW(Scheduler({{"a", {"nobody"}}}, 2), Error);
  EXPECT_THROW(Scheduler({{"a", {"b"}}, {"b", {"a"}}}, 2), Error);
}

// Random campaigns: whatever happens, no slot holds two runs, nothing runs before what it needs, nothing done
// starts again, and the end comes.
TEST(Scheduler, KeepsItsPromisesUnderRandomEvents) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    std::vector<PlannedRun> runs;
    for (std::size_t i = 0; i < 40; ++i) {
      PlannedRun run{"r" + std::to_string(i)};
      for (int need = 0; i > 0 && need < 2; ++need)
        if (rng.chance(0.3)) run.needs.push_back("r" + std::to_string(rng.below(i)));
      run.resources.slots = 1 + static_cast<int>(rng.below(2));
      runs.push_back(run);
    }
    Scheduler scheduler(runs, 2);
    std::deque<StartRun> running;
    std::map<int, int> dismissed, slots = {{0, 2}, {1, 3}, {2, 2}};
    const auto obey = [&](const std::vector<Command>& commands) {
      for (const auto& command : commands) {
        if (const auto* start = std::get_if<StartRun>(&command)) {
          for (const auto& other : running) ASSERT_NE(other.run, start->run);
          running.push_back(*start);
          const auto& planned = runs[static_cast<std::size_t>(std::stoi(start->run.substr(1)))];
          for (const auto& need : planned.needs) ASSERT_EQ(scheduler.status(need).state, RunState::kDone);
          int busy = 0;
          for (const auto& other : running)
            if (other.worker == start->worker)
              busy += runs[static_cast<std::size_t>(std::stoi(other.run.substr(1)))].resources.slots;
          ASSERT_LE(busy, slots[start->worker]);
        } else if (const auto* dismiss = std::get_if<DismissWorker>(&command)) {
          ++dismissed[dismiss->worker];
        }
      }
    };
    for (const auto& [worker, count] : slots) obey(scheduler.handle(WorkerJoined{worker, count}));
    while (!running.empty()) {
      const auto at = running.begin() + static_cast<std::ptrdiff_t>(rng.below(running.size()));
      const StartRun start = *at;
      running.erase(at);
      const double dice = rng.uniform();
      const auto kind = dice < 0.7    ? OutcomeKind::kDone
                        : dice < 0.9  ? OutcomeKind::kFailed
                        : dice < 0.95 ? OutcomeKind::kStopped
                                      : OutcomeKind::kFailedForGood;
      obey(scheduler.handle(RunFinished{start.run, start.attempt, start.worker, {kind, "why"}}));
    }
    ASSERT_TRUE(scheduler.finished());
    const RunCounts counts = scheduler.counts();
    ASSERT_EQ(counts.done + counts.failed + counts.blocked, 40);
    ASSERT_EQ(dismissed, (std::map<int, int>{{0, 1}, {1, 1}, {2, 1}}));
  }
}

}  // namespace
}  // namespace sonosweep::sweep
