// The coordinator and those who fall silent: the test is every supervisor, and the clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator_fixture.h"
#include "core/error.h"

namespace sonosweep::farm {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(CoordinatorLease, GivesTheRunsOfASilentRankToOthers) {
  begin({{"s/a"}, {"s/b"}}, {hello(), hello()});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 1}));
  EXPECT_THAT(started(1), ElementsAre(Attempt{"s/b", 1}));
  tell(1, Started{1, {"s/b", 1}});
  leave_result({"s/a", 1});
  tell(0, done({"s/a", 1}));
  pass(90, {0});
  EXPECT_THAT(started(0), IsEmpty());
  EXPECT_FALSE(coordinator->gave_up_any());
  pass(1, {0});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/b", 2}));
  EXPECT_TRUE(coordinator->gave_up_any());
  EXPECT_THAT(said, Contains(HasSubstr("rank 1 on node is given up: nothing heard for 90 s")));

  // It was only stopped. What it says under its old name changes nothing, whole result or not.
  leave_result({"s/b", 1}, 0.25);
  tell(1, done({"s/b", 1}));
  EXPECT_EQ(told<GivenUp>(1).size(), 1U);
  EXPECT_THAT(told<Ack>(1), IsEmpty());
  tell(1, Beat{1, {{"s/b", 1}}});
  EXPECT_EQ(told<GivenUp>(1).size(), 1U);
  EXPECT_FALSE(find_run_result(folder.result_file("s/b")));
  leave_result({"s/b", 2}, 0.75);
  tell(0, done({"s/b", 2}));
  EXPECT_EQ(read_run_result(folder.result_file("s/b")).metrics.at("iou"), 0.75);
  EXPECT_EQ(coordinator->exit_code(), kExitDone);
}

TEST_F(CoordinatorLease, ARankThatComesBackWorksAgain) {
  begin({{"s/a"}, {"s/b"}, {"s/c"}}, {hello(), hello()});
  started(0);
  started(1);
  pass(91, {0});
  started(1);
  told<LaunchSetup>(1);
  tell(1, hello({}, 2));
  EXPECT_EQ(told<LaunchSetup>(1).at(0).incarnation, 2);
  EXPECT_FALSE(coordinator->gave_up_any());
  const auto starts = told<Start>(1);
  ASSERT_EQ(starts.size(), 1U);
  EXPECT_EQ(starts[0].incarnation, 2);
  // Its former hello arrives late, and once more the new one: nothing is lost by that.
  tell(1, hello());
  tell(1, hello({}, 2));
  EXPECT_THAT(started(1), IsEmpty());
  leave_result(starts[0].attempt);
  tell(1, done(starts[0].attempt, 2));
  EXPECT_EQ(coordinator->counts().done, 1);
}

TEST_F(CoordinatorLease, WhatIsNotConfirmedIsSentAgain) {
  begin({{"s/a"}, {"s/b"}}, {hello(), hello()});
  started(0);
  started(1);
  tell(0, Beat{1, {{"s/a", 1}}});
  pass(19, {0, 1});
  EXPECT_THAT(started(1), IsEmpty());
  pass(2, {0, 1});
  EXPECT_THAT(started(0), IsEmpty());
  EXPECT_THAT(started(1), ElementsAre(Attempt{"s/b", 1}));
  tell(1, Started{1, {"s/b", 1}});
  pass(50, {0, 1});
  EXPECT_THAT(started(1), IsEmpty());
}

TEST_F(CoordinatorLease, TheSameNewsTwiceCountsOnce) {
  options.retries = 1;
  begin({{"s/a"}}, {hello()});
  started(0);
  tell(0, died({"s/a", 1}, DeathCause::kSignal));
  tell(0, died({"s/a", 1}, DeathCause::kSignal));
  EXPECT_EQ(told<Ack>(0).size(), 2U);
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 2}));
  EXPECT_EQ(coordinator->counts().running, 1);
}

TEST_F(CoordinatorLease, TheJournalKnowsWithinASecondWhatRuns) {
  begin({{"s/a"}}, {hello()});
  coordinator->handle(0, Started{1, {"s/a", 1}});
  pass(1, {});
  EXPECT_THAT(read_file(folder.journal_file()), HasSubstr("\tstarted\ts/a\t1\t0\t"));
}

TEST_F(CoordinatorLease, WhoSleptItselfGivesNobodyUp) {
  begin({{"s/a"}, {"s/b"}}, {hello(), hello()});
  now += 1000;
  coordinator->tick();
  EXPECT_FALSE(coordinator->gave_up_any());
  pass(90, {0});
  EXPECT_FALSE(coordinator->gave_up_any());
  pass(1, {0});
  EXPECT_TRUE(coordinator->gave_up_any());
}

TEST_F(CoordinatorLease, LossesOfRanksAreNotFailuresOfRuns) {
  options.retries = 0;
  begin({{"s/a"}}, {hello(), hello()});
  tell(0, Started{1, {"s/a", 1}});
  pass(91, {1});
  EXPECT_THAT(started(1), ElementsAre(Attempt{"s/a", 2}));
}

TEST_F(CoordinatorLease, AResultThatCannotBePutInItsPlaceWaits) {
  begin({{"s/a"}, {"s/b"}, {"s/c"}}, {hello(), hello()});
  started(0);
  started(1);
  write_file_atomically(folder.root() / "runs", "no folder");
  leave_result({"s/a", 1});
  disk_works = false;
  tell(0, done({"s/a", 1}));
  EXPECT_THAT(told<Ack>(0), IsEmpty());
  EXPECT_THAT(said, Contains(HasSubstr("the result of s/a cannot be put in its place")));
  pass(10, {0, 1});
  EXPECT_EQ(coordinator->counts().done, 0);
  EXPECT_EQ(coordinator->counts().waiting, 1);  // nothing new is started
  std::filesystem::remove(folder.root() / "runs");
  disk_works = true;
  pass(60, {0, 1});
  EXPECT_THAT(told<Ack>(0), ::testing::SizeIs(1));
  EXPECT_EQ(coordinator->counts().done, 1);
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/c", 1}));
}

TEST_F(CoordinatorLease, StoppedOnAFullDiskItLeavesTheResultToTheNextLaunch) {
  begin({{"s/a"}}, {hello()});
  write_file_atomically(folder.root() / "runs", "no folder");
  leave_result({"s/a", 1});
  disk_works = false;
  tell(0, done({"s/a", 1}));
  tell(0, StopAsked{15});
  EXPECT_TRUE(coordinator->finished());
  EXPECT_EQ(coordinator->exit_code(), kExitStopped);
  std::filesystem::remove(folder.root() / "runs");
  begin({{"s/a"}}, {hello()});
  EXPECT_EQ(coordinator->exit_code(), kExitDone);
  EXPECT_THAT(said, Contains(HasSubstr("attempt 1 of an earlier launch had finished; its result is taken")));
}

TEST_F(CoordinatorLease, AFullDiskIsNotTheRunsFault) {
  options.retries = 0;
  begin({{"s/a"}}, {hello()});
  started(0);
  disk_works = false;
  tell(0, died({"s/a", 1}, DeathCause::kDiskFull));
  pass(5, {0});
  EXPECT_THAT(started(0), IsEmpty());
  EXPECT_EQ(coordinator->counts().waiting, 1);
  disk_works = true;
  pass(60, {0});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 2}));
}

TEST_F(CoordinatorLease, DealsTheGpusOfANode) {
  std::vector<PlannedRun> plan = {{"s/a"}, {"s/b"}, {"s/c"}, {"c/d"}};
  for (int i = 0; i < 3; ++i) plan[static_cast<std::size_t>(i)].resources.gpus = 1;
  const std::vector<Gpu> gpus = {{"GPU-0", 80}, {"GPU-1", 80}, {"GPU-2", 80}};
  Hello first = hello(gpus), second = hello(gpus);
  first.cores = second.cores = 8;
  first.local_size = second.local_size = 2;
  second.local_rank = 1;
  begin(plan, {first, second});
  std::map<std::string, std::string> given;
  for (const int rank : {0, 1})
    for (const auto& start : told<Start>(rank)) {
      given[start.attempt.run] = start.gpu;
      EXPECT_EQ(start.no_gpu, start.gpu.empty());
      if (!start.gpu.empty()) {
        EXPECT_EQ(rank, start.gpu == "GPU-1" ? 1 : 0);
      }
    }
  ASSERT_EQ(given.size(), 4U);
  EXPECT_EQ(given["c/d"], "");
  std::set<std::string> used;
  for (const auto& [run, gpu] : given) used.insert(gpu);
  EXPECT_EQ(used.size(), 4U);  // each GPU once
}

TEST_F(CoordinatorLease, ARankWhoseKeeperDiedIsGivenNothingMore) {
  begin({{"s/a"}, {"s/b"}, {"s/c"}}, {hello(), hello()});
  started(0);
  started(1);
  tell(1, Started{1, {"s/b", 1}});
  tell(1, died({"s/b", 1}, DeathCause::kLostNode));
  EXPECT_TRUE(coordinator->gave_up_any());
  EXPECT_THAT(started(1), IsEmpty());
  leave_result({"s/a", 1});
  tell(0, done({"s/a", 1}));
  EXPECT_EQ(started(0).size(), 1U);
  EXPECT_EQ(coordinator->counts().failed, 0);
}

TEST_F(CoordinatorLease, EndsWhereEverybodyStaysAway) {
  begin({{"s/a"}, {"s/b"}}, {hello(), hello()});
  pass(91 + 170, {});
  EXPECT_FALSE(coordinator->finished());
  pass(20, {});
  EXPECT_TRUE(coordinator->finished());
  EXPECT_EQ(coordinator->exit_code(), kExitStopped);
}

TEST_F(CoordinatorLease, StopsWhereNobodyIsLeftWhoCould) {
  std::vector<PlannedRun> plan = {{"s/a"}, {"s/b"}};
  for (auto& run : plan) run.resources.gpus = 1;
  begin(plan, {hello(), hello({{"GPU-0", 80}})});
  tell(1, Started{1, {"s/a", 1}});
  pass(93, {0});
  EXPECT_TRUE(coordinator->finished());
  EXPECT_EQ(coordinator->exit_code(), kExitStopped);
  EXPECT_THAT(said, Contains(HasSubstr("no rank is left that could run")));
}

}  // namespace
}  // namespace sonosweep::farm
