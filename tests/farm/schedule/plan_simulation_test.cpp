#include "farm/schedule/plan_simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "core/rng.h"
#include "tests/farm/schedule/chained_plan.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> shown(const Simulation& simulation) {
  std::vector<std::string> lines;
  for (const auto& run : simulation.runs)
    lines.push_back(fmt::format("{} {}-{}", run.id, run.start, run.end));
  return lines;
}

TEST(PlanSimulation, one_slot_does_one_after_the_other) {
  const auto simulation = simulate({{"a"}, {"b"}, {"c"}}, {3, 1, 2}, 1);
  EXPECT_THAT(shown(simulation), ElementsAre("a 0-3", "b 3-4", "c 4-6"));
  EXPECT_EQ(simulation.makespan, 6);
  EXPECT_EQ(simulation.total, 6);
  EXPECT_EQ(simulation.lower_bound, 6);
}

TEST(PlanSimulation, two_slots_take_what_is_next) {
  // a and b start; b ends at 1, c follows; a ends at 3, d follows; c ends at 3 too. 3 + 1 + 2 + 2 = 8 over 2
  // slots: 4.
  const auto simulation = simulate({{"a"}, {"b"}, {"c"}, {"d"}}, {3, 1, 2, 2}, 2);
  EXPECT_THAT(shown(simulation), ElementsAre("a 0-3", "b 0-1", "c 1-3", "d 3-5"));
  EXPECT_EQ(simulation.makespan, 5);
  EXPECT_EQ(simulation.lower_bound, 4);
}

TEST(PlanSimulation, waits_for_what_is_needed) {
  // s0 0-2, s1 0-2; then both masks 2-3; then the tasks, three of them on two slots.
  const std::vector<PlannedRun> plan = {{"s0"},         {"s1"},         {"c0", {"s0"}},      {"c1", {"s1"}},
                                        {"t0", {"c0"}}, {"t1", {"c1"}}, {"r0", {"c0", "t0"}}};
  const std::vector<double> durations = {2, 2, 1, 1, 4, 3, 2};
  const auto simulation = simulate(plan, durations, 2);
  EXPECT_THAT(shown(simulation),
              ElementsAre("s0 0-2", "s1 0-2", "c0 2-3", "c1 2-3", "t0 3-7", "t1 3-6", "r0 7-9"));
  EXPECT_EQ(simulation.makespan, 9);
  EXPECT_EQ(simulation.total, 15);
  EXPECT_EQ(simulation.chain.duration, 9);  // s0 c0 t0 r0: 2 + 1 + 4 + 2
  EXPECT_THAT(simulation.chain.runs, ElementsAre(0, 2, 4, 6));
  EXPECT_EQ(simulation.lower_bound, 9);  // more than 15 / 2
  // However many slots there are, the chain takes its time.
  EXPECT_EQ(simulate(plan, durations, 100).makespan, 9);
}

TEST(PlanSimulation, what_is_done_takes_no_time) {
  std::vector<PlannedRun> plan = {{"s0"}, {"c0", {"s0"}}, {"s1"}};
  plan[0].done = true;
  const auto simulation = simulate(plan, {5, 1, 2}, 1);
  EXPECT_THAT(shown(simulation), ElementsAre("c0 0-1", "s1 1-3"));
  EXPECT_EQ(simulation.total, 3);
}

TEST(PlanSimulation, runs_may_take_no_time) {
  const auto simulation = simulate({{"a"}, {"b", {"a"}}}, {0, 0}, 3);
  EXPECT_THAT(shown(simulation), ElementsAre("a 0-0", "b 0-0"));
  EXPECT_EQ(simulation.makespan, 0);
  EXPECT_EQ(simulate({}, {}, 2).makespan, 0);
}

TEST(PlanSimulation, keeps_slots_and_needs_and_grahams_bound_on_random_durations) {
  const auto plan = testing::chained_plan({"0", "20", "40", "50", "60", "80", "100"}, 5);
  Rng rng(7);
  for (const int slots : {1, 2, 3, 8, 40}) {
    std::vector<double> durations;
    for (std::size_t i = 0; i < plan.size(); ++i) durations.push_back(rng.uniform(0.5, 9));
    const auto simulation = simulate(plan, durations, slots);
    ASSERT_EQ(simulation.runs.size(), plan.size());
    std::map<std::string, SimulatedRun> by_id;
    for (const auto& run : simulation.runs) by_id[run.id] = run;
    for (const auto& run : plan)
      for (const auto& need : run.needs) EXPECT_GE(by_id[run.id].start, by_id[need].end);
    for (const auto& run : simulation.runs) {
      int beside = 0;
      for (const auto& other : simulation.runs)
        beside += other.start <= run.start && run.start < other.end ? 1 : 0;
      EXPECT_LE(beside, slots);
    }
    // List scheduling: never below the bound, never above total / slots + chain (Graham 1969).
    EXPECT_GE(simulation.makespan, simulation.lower_bound - 1e-9);
    EXPECT_LE(simulation.makespan, simulation.total / slots + simulation.chain.duration + 1e-9);
  }
}

TEST(PlanSimulation, the_scheduler_goes_by_what_it_expects_not_by_the_truth) {
  // Expected: long 9, short 1 each. In truth the long one takes 1: it is started first all the same.
  std::vector<PlannedRun> plan = {{"short1"}, {"short2"}, {"long"}};
  plan[2].kind = "long";
  plan[2].expected_s = 9;
  plan[0].expected_s = plan[1].expected_s = 1;
  EXPECT_THAT(shown(simulate(plan, {4, 5, 1}, 1)), ElementsAre("long 0-1", "short1 1-5", "short2 5-10"));
  EXPECT_THAT(shown(simulate(plan, {4, 5, 1}, 1, HandOutOrder::kFirstCome)),
              ElementsAre("short1 0-4", "short2 4-9", "long 9-10"));
}

TEST(PlanSimulation, on_workers_with_gpus) {
  // Three GPUs on two workers; c without one, beside them. Nobody waits for a slot.
  std::vector<PlannedRun> plan = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}};
  for (const std::size_t i : {0, 1, 3, 4}) plan[i].resources.gpus = 1;
  const auto simulation = simulate(plan, {4, 2, 7, 6, 1}, {{0, 4, {0, 0}}, {1, 2, {0}}}, {});
  EXPECT_THAT(shown(simulation), ElementsAre("a 0-4", "b 0-2", "c 0-7", "d 0-6", "e 2-3"));
  EXPECT_EQ(simulation.runs[1].worker, 1);
  EXPECT_EQ(simulation.runs[2].gpu, -1);
  EXPECT_EQ(simulation.runs[3].gpu, 1);
  EXPECT_EQ(simulation.runs[4].worker, 1);
  EXPECT_EQ(simulation.places, 3);
  EXPECT_EQ(simulation.makespan, 7);
  EXPECT_EQ(simulation.lower_bound, 7);  // 13 / 3 on GPUs
  EXPECT_NEAR(simulation.utilisation, 13.0 / 21, 1e-12);
}

TEST(PlanSimulation, shared_gpus_count_once) {
  std::vector<PlannedRun> plan = {{"a"}, {"b"}, {"c"}};
  for (auto& run : plan) run.resources = {1, 1, 10};
  SchedulerOptions options;
  options.gpu_share = true;
  const auto simulation = simulate(plan, {4, 2, 5}, {{0, 4, {25}}}, options);
  EXPECT_THAT(shown(simulation), ElementsAre("a 0-4", "b 0-2", "c 2-7"));
  EXPECT_EQ(simulation.runs[0].lane, 0);
  EXPECT_EQ(simulation.runs[1].lane, 1);
  EXPECT_EQ(simulation.runs[2].lane, 1);
  EXPECT_EQ(simulation.utilisation, 1);
  EXPECT_EQ(simulation.lower_bound, 5);
}

TEST(PlanSimulation, runs_handed_out_ahead_wait_for_their_slot) {
  std::vector<PlannedRun> plan = {{"known"}, {"a"}, {"b"}, {"c"}};
  plan[0].done = true;
  plan[0].took_s = 0.25;
  const auto simulation = simulate(plan, {0, 0.25, 0.5, 0.25}, {{0, 1, {}, 2}}, {});
  EXPECT_THAT(shown(simulation), ElementsAre("a 0-0.25", "b 0.25-0.75", "c 0.75-1"));
  EXPECT_EQ(simulation.utilisation, 1);
}

TEST(PlanSimulation, wrong_questions_are_errors) {
  EXPECT_THROW(simulate({{"a"}}, {1}, 0), Error);
  EXPECT_THROW(simulate({{"a"}}, {}, 1), Error);
  EXPECT_THROW(simulate({{"a", {"b"}}}, {1}, 1), Error);
  std::vector<PlannedRun> wide = {{"a"}};
  wide[0].resources.slots = 2;
  EXPECT_THROW(simulate(wide, {1}, {{0, 1}}, {}), Error);
}

}  // namespace
}  // namespace sonosweep::farm
