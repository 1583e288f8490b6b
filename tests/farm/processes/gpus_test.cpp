#include "farm/processes/gpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "core/error.h"
#include "farm/processes/command_output.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> uuids(const std::vector<Gpu>& gpus) {
  std::vector<std::string> result;
  for (const auto& gpu : gpus) result.push_back(gpu.uuid);
  return result;
}

const std::vector<Gpu> kThree = {{"GPU-aa1", 10}, {"GPU-aa2", 20}, {"GPU-b", 30}};

TEST(Gpus, KnowsWhatAProcessHolds) {
  constexpr std::uint64_t kMebibyte = 1024 * 1024;
  const char* const output = "71, 500\n72, 1200\n72, 300\n73, [N/A]\nnonsense\n";
  EXPECT_EQ(parse_compute_apps(output, 72), 1500 * kMebibyte);  // on two GPUs
  EXPECT_EQ(parse_compute_apps(output, 71), 500 * kMebibyte);
  EXPECT_EQ(parse_compute_apps(output, 73), 0U);
  EXPECT_EQ(parse_compute_apps(output, 7), 0U);
  EXPECT_EQ(parse_compute_apps("", 72), 0U);
}

TEST(Gpus, ReadsNvidiaSmi) {
  const auto gpus = parse_nvidia_smi("GPU-1c2d-3e, 81559\nGPU-9f, [N/A]\n");
  EXPECT_THAT(uuids(gpus), ElementsAre("GPU-1c2d-3e", "GPU-9f"));
  EXPECT_EQ(gpus[0].memory_bytes, 81559ULL * 1024 * 1024);
  EXPECT_EQ(gpus[1].memory_bytes, 0U);
  for (const char* none :
       {"", "No devices were found\n", "Failed to initialize NVML: Driver/library version mismatch\n",
        "uuid, memory.total [MiB]\n", "GPU-1\n", "GPU-1, 2, 3\n"})
    EXPECT_THAT(parse_nvidia_smi(none), IsEmpty()) << none;
}

TEST(Gpus, CudaVisibleDevicesChoosesAndOrders) {
  EXPECT_THAT(uuids(visible_gpus(kThree, std::nullopt)), ElementsAre("GPU-aa1", "GPU-aa2", "GPU-b"));
  EXPECT_THAT(visible_gpus(kThree, ""), IsEmpty());
  EXPECT_THAT(uuids(visible_gpus(kThree, "2,0")), ElementsAre("GPU-b", "GPU-aa1"));
  EXPECT_EQ(visible_gpus(kThree, " 1 ")[0].memory_bytes, 20U);
  EXPECT_THAT(uuids(visible_gpus(kThree, "GPU-b,GPU-aa2")), ElementsAre("GPU-b", "GPU-aa2"));
  EXPECT_THAT(uuids(visible_gpus(kThree, "MIG-7/0,MIG-8")), ElementsAre("MIG-7/0", "MIG-8"));
  EXPECT_EQ(visible_gpus(kThree, "MIG-8")[0].memory_bytes, 0U);
}

TEST(Gpus, CudaVisibleDevicesEndsAtTheFirstNameThatFitsNothing) {
  EXPECT_THAT(uuids(visible_gpus(kThree, "1,-1,0")), ElementsAre("GPU-aa2"));
  EXPECT_THAT(uuids(visible_gpus(kThree, "0,3,1")), ElementsAre("GPU-aa1"));
  EXPECT_THAT(visible_gpus(kThree, "NoDevFiles"), IsEmpty());
  EXPECT_THAT(visible_gpus(kThree, "GPU-aa"), IsEmpty());  // two fit
  EXPECT_THAT(visible_gpus({}, "0,MIG-8"), IsEmpty());
  EXPECT_THAT(uuids(visible_gpus(kThree, "0,0,GPU-aa1")), ElementsAre("GPU-aa1"));
}

constexpr const char* kTwoSlices =
    "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-aa1)\n"
    "  MIG 3g.20gb     Device  0: (UUID: MIG-c7384736-a75d)\n"
    "  MIG 1g.5gb      Device  1: (UUID: MIG-a28ad590-3fda)\n"
    "GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-aa2)\n";

TEST(Gpus, ReadsMigSlices) {
  EXPECT_EQ(parse_mig_slices(kTwoSlices),
            (MigSlices{{"GPU-aa1", {"MIG-c7384736-a75d", "MIG-a28ad590-3fda"}}}));
  EXPECT_EQ(parse_mig_slices("GPU 0: Tesla V100 (UUID: GPU-1)\n  MIG 1c.3g.20gb Device 0: (UUID: "
                             "MIG-GPU-1/5/0)\n"),
            (MigSlices{{"GPU-1", {"MIG-GPU-1/5/0"}}}));
  for (const char* none :
       {"", "No devices found.\n", "GPU 0: Tesla V100 (UUID: GPU-1)\n", "MIG (UUID: MIG-1)\n",
        "GPU 0: (UUID: GPU-1\n  MIG 1g.5gb Device 0: (UUID: MIG-1)\n"})
    EXPECT_EQ(parse_mig_slices(none), MigSlices{}) << none;
}

TEST(Gpus, OfACutGpuEachSliceCounts) {
  const auto slices = parse_mig_slices(kTwoSlices);
  EXPECT_THAT(uuids(visible_gpus(kThree, std::nullopt, slices)),
              ElementsAre("MIG-c7384736-a75d", "MIG-a28ad590-3fda", "GPU-aa2", "GPU-b"));
  EXPECT_EQ(visible_gpus(kThree, std::nullopt, slices)[0].memory_bytes, 0U);  // not the whole GPU's
  EXPECT_THAT(uuids(visible_gpus(kThree, "GPU-b,GPU-aa1", slices)),
              ElementsAre("GPU-b", "MIG-c7384736-a75d", "MIG-a28ad590-3fda"));
  EXPECT_THAT(uuids(visible_gpus(kThree, "MIG-a28ad590-3fda", slices)), ElementsAre("MIG-a28ad590-3fda"));
}

TEST(Gpus, ANumberAmongMigSlicesIsRefused) {
  const auto slices = parse_mig_slices(kTwoSlices);
  for (const char* numbers : {"0", "1", "GPU-b,2", "7"}) {
    try {
      visible_gpus(kThree, numbers, slices);
      FAIL() << numbers;
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr(std::string("CUDA_VISIBLE_DEVICES=") + numbers));
      EXPECT_THAT(error.what(), HasSubstr("MIG-c7384736-a75d"));
    }
  }
  EXPECT_THAT(visible_gpus(kThree, "-1", slices), IsEmpty());  // how CUDA is told to see none
  // A container with one slice.
  const std::vector<Gpu> one = {{"GPU-aa1", 10}};
  EXPECT_THAT(uuids(visible_gpus(one, "0", {{"GPU-aa1", {"MIG-1"}}})), ElementsAre("MIG-1"));
  EXPECT_THAT(visible_gpus(one, "1", {{"GPU-aa1", {"MIG-1"}}}), IsEmpty());
}

TEST(Gpus, ReadsTheListOfASite) {
  const auto gpus = parse_gpu_list("GPU-1:1000, MIG-2:0");
  EXPECT_THAT(uuids(gpus), ElementsAre("GPU-1", "MIG-2"));
  EXPECT_EQ(gpus[0].memory_bytes, 1000U);
  EXPECT_THAT(parse_gpu_list(""), IsEmpty());
  for (const char* wrong : {"GPU-1", "GPU-1:", ":5", "GPU-1:-5", "GPU-1:5 GB", "GPU-1:5,,"}) {
    EXPECT_THROW(parse_gpu_list(wrong), UsageError) << wrong;
  }
}

class FindGpus : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = std::getenv("PATH");
    unsetenv("CUDA_VISIBLE_DEVICES");
    unsetenv("SONOSWEEP_GPUS");
    setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
  }
  void TearDown() override {
    setenv("PATH", path_.c_str(), 1);
    SetUp();
    setenv("PATH", path_.c_str(), 1);
  }
  // Stands in for nvidia-smi.
  void tool(const std::string& script) const {
    const std::string path = (folder_ / "nvidia-smi").string();
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    ::chmod(path.c_str(), 0755);
  }

  testing::TempDir folder_;
  std::string path_;
};

TEST_F(FindGpus, AsksNvidiaSmiForWhatItReads) {
  tool(
      "test \"$*\" = '--query-gpu=uuid,memory.total --format=csv,noheader,nounits' && echo GPU-1, 5 && echo "
      "GPU-2, 6");
  EXPECT_THAT(uuids(find_gpus()), ElementsAre("GPU-1", "GPU-2"));
  setenv("CUDA_VISIBLE_DEVICES", "1", 1);
  EXPECT_THAT(uuids(find_gpus()), ElementsAre("GPU-2"));
  setenv("CUDA_VISIBLE_DEVICES", "", 1);
  EXPECT_THAT(find_gpus(), IsEmpty());
  setenv("SONOSWEEP_GPUS", "X:7", 1);
  EXPECT_THAT(uuids(find_gpus()), ElementsAre("X"));
  setenv("SONOSWEEP_GPUS", "", 1);
  EXPECT_THAT(find_gpus(), IsEmpty());
}

TEST_F(FindGpus, AsksNvidiaSmiForSlices) {
  tool(
      "case $1 in -L) echo 'GPU 0: A100 (UUID: GPU-1)'; echo '  MIG 3g.20gb Device 0: (UUID: MIG-1)'; echo ' "
      " MIG "
      "3g.20gb Device 1: (UUID: MIG-2)';; *) echo GPU-1, 5;; esac");
  EXPECT_THAT(uuids(find_gpus()), ElementsAre("MIG-1", "MIG-2"));
  setenv("CUDA_VISIBLE_DEVICES", "0", 1);
  EXPECT_THROW(find_gpus(), UsageError);
}

TEST_F(FindGpus, NoneWhereNvidiaSmiFailsOrIsMissing) {
  tool("echo GPU-1, 5; exit 9");
  EXPECT_THAT(find_gpus(), IsEmpty());
  setenv("PATH", "/not/there", 1);
  EXPECT_THAT(find_gpus(), IsEmpty());
}

TEST(CommandOutput, OfAProgramThatEndsWell) {
  using std::chrono::milliseconds;
  EXPECT_EQ(command_output({"echo", "a b"}, milliseconds(60'000)), "a b\n");
  EXPECT_EQ(command_output({"false"}, milliseconds(60'000)), std::nullopt);
  EXPECT_EQ(command_output({"/not/there"}, milliseconds(60'000)), std::nullopt);
  EXPECT_EQ(command_output({"sleep", "1000"}, milliseconds(20)), std::nullopt);
  // It closes its output and hangs.
  EXPECT_EQ(command_output({"/bin/sh", "-c", "exec >/dev/null; exec sleep 1000"}, milliseconds(20)),
            std::nullopt);
}

}  // namespace
}  // namespace sonosweep::farm
