#include "farm/processes/node.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sonosweep::farm {
namespace {

TEST(Node, SlotsAreCoresOverThreadsSharedByTheRanks) {
  EXPECT_EQ(slots_of_rank(8, 1, 0, 1), 8);
  EXPECT_EQ(slots_of_rank(8, 3, 0, 1), 2);  // floor(8 / 3)
  // 7 slots on 3 ranks: 3 + 2 + 2
  EXPECT_EQ(slots_of_rank(7, 1, 0, 3), 3);
  EXPECT_EQ(slots_of_rank(7, 1, 1, 3), 2);
  EXPECT_EQ(slots_of_rank(7, 1, 2, 3), 2);
  // At least one each, however many ranks or threads.
  EXPECT_EQ(slots_of_rank(2, 1, 3, 4), 1);
  EXPECT_EQ(slots_of_rank(2, 16, 0, 1), 1);
}

TEST(Node, CoresAreWhatWeMayUseAndWhatSlurmGranted) {
  const CpuSet cpus = allowed_cpus();
  ASSERT_TRUE(cpus.any());
  CpuSet four;
  for (const std::size_t cpu : {0, 3, 64, 1023}) four.set(cpu);
  unsetenv("SLURM_CPUS_ON_NODE");
  EXPECT_EQ(node_cores(four), 4);
  setenv("SLURM_CPUS_ON_NODE", "3", 1);
  EXPECT_EQ(node_cores(four), 3);
  setenv("SLURM_CPUS_ON_NODE", "64", 1);
  EXPECT_EQ(node_cores(four), 4);
  setenv("SLURM_CPUS_ON_NODE", "many", 1);
  EXPECT_EQ(node_cores(four), 4);
  unsetenv("SLURM_CPUS_ON_NODE");
}

TEST(Node, AQuotaOfTheControlGroupsLimitsTheCores) {
  CpuSet eight;
  for (std::size_t cpu = 0; cpu < 8; ++cpu) eight.set(cpu);
  unsetenv("SLURM_CPUS_ON_NODE");
  EXPECT_EQ(node_cores(eight, 4.0), 4);
  EXPECT_EQ(node_cores(eight, 3.98), 4);
  EXPECT_EQ(node_cores(eight, 3.5), 3);
  EXPECT_EQ(node_cores(eight, 0.2), 1);
  EXPECT_EQ(node_cores(eight, 64.0), 8);
  EXPECT_EQ(quota_note(eight, 3.5),
            "a CPU quota of 3.5 (control group of this process): 3 of 8 cores are used");
  EXPECT_EQ(quota_note(eight, 8.0), "");
  EXPECT_EQ(quota_note(eight, std::nullopt), "");
  setenv("SLURM_CPUS_ON_NODE", "2", 1);
  EXPECT_EQ(node_cores(eight, 4.0), 2);
  EXPECT_EQ(quota_note(eight, 4.0), "");
  EXPECT_EQ(node_cores(eight, 1.0), 1);
  unsetenv("SLURM_CPUS_ON_NODE");
}

}  // namespace
}  // namespace sonosweep::farm
