#include "farm/processes/cpu_quota.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "core/atomic_file.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

// A made-up machine.
class CpuQuota : public ::testing::Test {
 protected:
  void put(const std::string& path, const std::string& text) const {
    const auto file = root_ / path;
    create_folders(file.parent_path());
    std::ofstream(file) << text;
  }
  void own(const std::string& text) const { put("proc/self/cgroup", text); }
  std::optional<double> quota() const { return cpu_quota(root_.path()); }

  testing::TempDir root_;
};

TEST_F(CpuQuota, of_control_groups_2) {
  own("0::/user.slice/job\n");
  EXPECT_EQ(quota(), std::nullopt);
  put("sys/fs/cgroup/user.slice/job/cpu.max", "max 100000\n");
  EXPECT_EQ(quota(), std::nullopt);
  put("sys/fs/cgroup/user.slice/job/cpu.max", "150000 100000\n");
  EXPECT_EQ(quota(), 1.5);
}

TEST_F(CpuQuota, is_the_smallest_on_the_way_up) {
  own("0::/a/b/c\n");
  put("sys/fs/cgroup/a/b/c/cpu.max", "800000 100000\n");
  put("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  put("sys/fs/cgroup/a/cpu.max", "100000 50000\n");
  put("sys/fs/cgroup/a/other/cpu.max", "1000 100000\n");
  EXPECT_EQ(quota(), 2.0);
  put("sys/fs/cgroup/a/b/c/cpu.max", "50000 100000\n");
  EXPECT_EQ(quota(), 0.5);
}

TEST_F(CpuQuota, of_control_groups_1) {
  own("7:memory:/job\n4:cpu,cpuacct:/slurm/job\n3:cpuset:/\n");
  const std::string tree = "sys/fs/cgroup/cpu,cpuacct";
  put(tree + "/slurm/job/cpu.cfs_quota_us", "-1\n");
  put(tree + "/slurm/job/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(quota(), std::nullopt);
  put(tree + "/slurm/cpu.cfs_quota_us", "300000\n");
  put(tree + "/slurm/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(quota(), 3.0);
  put(tree + "/slurm/job/cpu.cfs_quota_us", "250000\n");
  EXPECT_EQ(quota(), 2.5);
}

TEST_F(CpuQuota, of_a_container_that_sees_its_own_group_as_the_root) {
  own("4:cpu,cpuacct:/docker/0123\n0::/docker/0123\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000\n");
  put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(quota(), 2.0);
  put("sys/fs/cgroup/cpu.max", "100000 100000\n");
  EXPECT_EQ(quota(), 1.0);
}

TEST_F(CpuQuota, of_a_group_outside_its_namespace_ends) {
  own("0::/../../job\n");
  put("sys/fs/cgroup/cpu.max", "100000 100000\n");
  EXPECT_EQ(quota(), 1.0);
}

TEST_F(CpuQuota, what_is_no_quota_is_none) {
  own("nonsense\n0::\n:\n4:cpu\n");
  EXPECT_EQ(quota(), std::nullopt);
  for (const char* text : {"", "max", "100000", "-5 100000", "100000 0", "much 100000", "1 2 3"}) {
    own("0::/\n");
    put("sys/fs/cgroup/cpu.max", text);
    EXPECT_EQ(quota(), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace sonosweep::farm
