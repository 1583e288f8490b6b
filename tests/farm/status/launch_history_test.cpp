#include "farm/status/launch_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonosweep::farm {
namespace {

// Records one second apart, the first at 1 s.
LaunchHistory history_of(const std::vector<JournalEntry>& entries) {
  LaunchHistory launch;
  std::int64_t now = 0;
  for (const auto& entry : entries) launch.add({now += 1000, entry});
  return launch;
}

std::vector<std::string> open_runs(const LaunchHistory& launch) {
  std::vector<std::string> runs;
  for (const auto& [run, attempt] : launch.open) runs.push_back(run + " " + std::to_string(attempt.attempt));
  return runs;
}

TEST(LaunchHistory, TellsOfTheLastLaunch) {
  const auto launch = history_of({{"launch", "", 0, -1, "", {{"host", "old"}}},
                                  {"start", "a", 1, 0},
                                  {"failed", "b", 1, 0, "one"},
                                  {"launch",
                                   "",
                                   0,
                                   -1,
                                   "summary",
                                   {{"version", "0.1"},
                                    {"host", "node7"},
                                    {"pid", "123"},
                                    {"ranks", "4"},
                                    {"slots", "16"},
                                    {"deadline", "1700000000.5"},
                                    {"slurm_job", "99"}}},
                                  {"stop", "", 0, -1, "signal 10"}});
  EXPECT_EQ(launch.begun_ms, 4000);
  EXPECT_EQ(launch.last_ms, 5000);
  EXPECT_FALSE(launch.ended_ms);
  EXPECT_EQ(launch.host + launch.version + launch.slurm_job, "node70.199");
  EXPECT_EQ(launch.pid, 123);
  EXPECT_EQ(launch.ranks, 4);
  EXPECT_EQ(launch.slots, 16);
  EXPECT_EQ(launch.deadline, 1700000000.5);
  EXPECT_EQ(launch.stop_cause, "signal 10");
  EXPECT_TRUE(launch.open.empty());
  EXPECT_TRUE(launch.failed.empty());
}

TEST(LaunchHistory, KnowsWhatIsOpen) {
  const auto launch = history_of({{"launch"},
                                  {"worker", "", 0, 1, "", {{"host", "n1"}, {"slots", "2"}, {"gpus", "1"}}},
                                  {"start", "a", 3, 1, "", {{"host", "n9"}, {"gpu", "0"}}},
                                  {"start", "b", 1, 1},
                                  {"started", "b", 1, 1},
                                  {"start", "c", 1, 1},
                                  {"stopped", "c", 1, 1},
                                  {"started", "a", 2, 1}});
  EXPECT_THAT(open_runs(launch), ::testing::ElementsAre("a 3", "b 1"));
  const auto& a = launch.open.at("a");
  EXPECT_EQ(a.host + a.gpu, "n90");
  EXPECT_EQ(a.given_ms, 3000);
  EXPECT_FALSE(a.started_ms);                 // that was attempt 2
  EXPECT_EQ(launch.open.at("b").host, "n1");  // its worker's
  EXPECT_EQ(launch.open.at("b").started_ms, 5000);
  EXPECT_EQ(launch.workers.at(1).slots, 2);
  EXPECT_EQ(launch.workers.at(1).gpus, 1);
}

TEST(LaunchHistory, ALostWorkerRunsNothing) {
  auto launch = history_of({{"launch"},
                            {"worker", "", 0, 0},
                            {"worker", "", 0, 1, "", {{"gpus", "GPU-a, GPU-b"}}},
                            {"start", "a", 1, 0},
                            {"start", "b", 1, 1},
                            {"lost", "", 0, 0, "no sign of life"}});
  EXPECT_THAT(open_runs(launch), ::testing::ElementsAre("b 1"));
  EXPECT_EQ(launch.workers.count(0), 0U);
  EXPECT_EQ(launch.workers.at(1).slots, 1);
  EXPECT_EQ(launch.workers.at(1).gpus, 2);
  launch.add({9000, {"worker", "", 0, 1}});  // joins anew
  EXPECT_TRUE(launch.open.empty());
}

TEST(LaunchHistory, LateNewsChangesNothing) {
  const auto launch = history_of({{"launch"},
                                  {"start", "a", 2, 0},
                                  {"done", "a", 1, 1},
                                  {"failed", "a", 1, 1, "old"},
                                  {"start", "a", 1, 1}});
  EXPECT_THAT(open_runs(launch), ::testing::ElementsAre("a 2"));
  EXPECT_EQ(launch.open.at("a").worker, 0);
  EXPECT_TRUE(launch.failed.empty());
}

TEST(LaunchHistory, FailuresStandUntilARunIsDone) {
  auto launch =
      history_of({{"launch"}, {"start", "a", 1, 0}, {"failed", "a", 1, 0, "boom", {{"death", "signal"}}}});
  EXPECT_EQ(launch.failed.at("a").cause, "boom");
  EXPECT_EQ(launch.failed.at("a").death, "signal");
  launch.add({9000, {"start", "a", 2, 0}});
  EXPECT_EQ(launch.failed.at("a").attempt, 1);
  launch.add({9000, {"done", "a", 2, 0}});
  EXPECT_TRUE(launch.failed.empty());
  EXPECT_TRUE(launch.open.empty());
}

TEST(LaunchHistory, ALaunchWhoseRecordIsLostIsOneAllTheSame) {
  const auto launch = history_of(
      {{"launch", "", 0, -1, "", {{"host", "n1"}}}, {"end"}, {"worker", "", 0, 0}, {"start", "a", 2, 0}});
  EXPECT_EQ(launch.begun_ms, 3000);
  EXPECT_FALSE(launch.ended_ms);
  EXPECT_EQ(launch.host, "");
  EXPECT_THAT(open_runs(launch), ::testing::ElementsAre("a 2"));
  EXPECT_EQ(history_of({{"start", "a", 2, 0}}).begun_ms, 1000);
}

TEST(LaunchHistory, TheEndHasAnExitCode) {
  const auto end = [](const JournalEntry& entry) {
    return history_of({{"launch"}, {"start", "a", 1, 0}, entry});
  };
  EXPECT_EQ(end({"end", "", 0, -1, "exit code 75"}).exit_code, 75);
  EXPECT_EQ(end({"end", "", 0, -1, "exit code 75", {{"exit_code", "1"}}}).exit_code, 1);
  EXPECT_FALSE(end({"end", "", 0, -1, "exit code x"}).exit_code);
  EXPECT_EQ(end({"end"}).ended_ms, 3000);
  EXPECT_TRUE(end({"end"}).open.empty());
}

TEST(LaunchHistory, KnowsWhoHelpsAndWhoHasLeft) {
  const auto launch = history_of({{"launch"},
                                  {"worker", "", 0, 0, "", {{"host", "n1"}}},
                                  {"worker",
                                   "",
                                   0,
                                   1,
                                   "",
                                   {{"host", "n2"},
                                    {"slots", "2"},
                                    {"gpus", "1"},
                                    {"launch", "n2-7-a"},
                                    {"slurm_job", "42"},
                                    {"deadline", "1700000000"}}},
                                  {"worker", "", 0, 2, "", {{"host", "n3"}, {"launch", "n3-8-b"}}},
                                  {"start", "a", 1, 2},
                                  {"left", "", 0, 2, "time limit"}});
  ASSERT_EQ(launch.workers.size(), 2U);
  EXPECT_EQ(launch.workers.at(0).launch, "");
  EXPECT_EQ(launch.workers.at(1).launch + " " + launch.workers.at(1).slurm_job, "n2-7-a 42");
  EXPECT_EQ(launch.workers.at(1).deadline, 1700000000);
  EXPECT_TRUE(launch.open.empty());
}

}  // namespace
}  // namespace sonosweep::farm
