#include "farm/results/circumstances.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/sha256.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;

TEST(Circumstances, say_which_program_where_and_at_what_cost) {
  setenv("SLURM_JOB_ID", "4711", 1);
  setenv("CUDA_VISIBLE_DEVICES", "GPU-1", 1);
  RunResult result;
  record_process(result);
  const auto& details = result.details;
  EXPECT_EQ(details.at("program").at("binary"), binary_digest());
  EXPECT_EQ(details.at("program").at("git_describe"), build_info().git_describe);
  EXPECT_EQ(details.at("host"), host_name());
  EXPECT_EQ(details.at("slurm_job"), "4711");
  EXPECT_EQ(details.at("gpus"), "GPU-1");
  EXPECT_FALSE(details.at("cpu").get<std::string>().empty());
  EXPECT_TRUE(details.at("libraries").is_array());
  unsetenv("SLURM_JOB_ID");
  unsetenv("CUDA_VISIBLE_DEVICES");
  RunResult outside;
  record_process(outside);
  EXPECT_FALSE(outside.details.contains("slurm_job"));
  EXPECT_FALSE(outside.details.contains("gpus"));
}

TEST(Circumstances, cpu_time_grows_with_work) {
  RunResult before, after;
  record_process(before);
  std::string digest = "x";
  const double start = before.details.at("cpu_s").get<double>();
  const auto grown = [&] { return after.details.at("cpu_s").get<double>() >= start + 0.02; };
  for (int round = 0; round < 2000; ++round) {  // a second or so at most
    for (int i = 0; i < 1000; ++i) digest = sha256_hex(digest);
    record_process(after);
    if (grown()) break;
  }
  EXPECT_TRUE(grown()) << digest;
}

TEST(Circumstances, libraries_that_compute_are_named_once) {
  EXPECT_THAT(computing_libraries("7f00-7f10 r--p 0000 08:01 11  /usr/lib/libtorch_cpu.so.1.13\n"
                                  "7f10-7f20 r-xp 0000 08:01 11  /usr/lib/libtorch_cpu.so.1.13\n"
                                  "7f20-7f30 r-xp 0000 08:01 12  /usr/lib/libopenblasp-r0.3.21.so\n"
                                  "7f30-7f40 r-xp 0000 08:01 13  /usr/lib/libselinux.so.1\n"
                                  "7f40-7f50 rw-p 0000 00:00 0   [heap]\n"
                                  "7f50-7f60 rw-p 0000 00:00 0\n"
                                  "7f60-7f70 r--s 0000 08:01 14  /data/libtorch/notes.txt\n"),
              ElementsAre("libopenblasp-r0.3.21.so", "libtorch_cpu.so.1.13"));
}

TEST(Circumstances, files_that_are_there_have_their_digests) {
  testing::TempDir dir;
  write_file_atomically(dir / "best.pt", "abc");
  write_file_atomically(dir / "log.txt", "abc");
  RunResult result;
  record_files(result, dir.path());
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(result.details.at("files").dump(),
            R"({"best.pt":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})");
}

}  // namespace
}  // namespace sonosweep::farm
