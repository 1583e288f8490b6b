// sonosweep-launch under mpirun, with stand-in runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/file_lock.h"
#include "core/folder.h"
#include "farm/results/run_result.h"
#include "mpi_commands.h"

namespace sonosweep {
namespace {

using testing::count_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LaunchFiles;
using testing::mpirun;
using testing::run_command;

const auto kEachOnce =
    ElementsAre("segmentation/t000 1", "segmentation/t020 1", "segmentation/t040 1", "segmentation/t050 1",
                "segmentation/t060 1", "segmentation/t080 1", "segmentation/t100 1");

TEST(Launch, GivesTheSameOnAnyNumberOfRanks) {
  std::vector<std::string> results;
  for (const int ranks : {0, 1, 2, 4}) {  // 0: without mpirun
    const LaunchFiles files;
    const auto outcome = run_command((ranks > 0 ? mpirun(ranks) + " " : "") + files.launch());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(files.starts(), kEachOnce);
    EXPECT_THAT(outcome.output, HasSubstr("all 7 runs are done"));
    std::string all;
    for (const char* id : {"t000", "t020", "t040", "t050", "t060", "t080", "t100"})
      all += read_file(files.folder.result_file(std::string("segmentation/") + id));
    results.push_back(all);
  }
  for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

TEST(Launch, ASecondStartSkipsWhatIsDone) {
  const LaunchFiles files;
  EXPECT_EQ(run_command(mpirun(2) + " " + files.launch()).exit_code, 0);
  const auto again = run_command(mpirun(4) + " " + files.launch());
  EXPECT_EQ(again.exit_code, 0) << again.output;
  EXPECT_THAT(files.starts(), kEachOnce);
}

TEST(Launch, ACrashIsIsolatedRetriedAndNamed) {
  const LaunchFiles files;
  files.behave("segmentation/t020 1 signal 11\nsegmentation/t060 * signal 9\nsegmentation/t080 * exit 3\n");
  const auto outcome = run_command(mpirun(2) + " " + files.launch());
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(files.starts(), ElementsAre("segmentation/t000 1", "segmentation/t020 1", "segmentation/t020 2",
                                          "segmentation/t040 1", "segmentation/t050 1", "segmentation/t060 1",
                                          "segmentation/t060 2", "segmentation/t060 3", "segmentation/t080 1",
                                          "segmentation/t100 1"));
  EXPECT_THAT(outcome.output,
              HasSubstr("segmentation/t020: attempt 1 failed: killed by signal 11 (SIGSEGV)"));
  EXPECT_THAT(outcome.output,
              HasSubstr("segmentation/t060: killed by signal 9 (SIGKILL; often out of memory); log: " +
                        files.folder.log_file("segmentation/t060").string()));
  EXPECT_THAT(outcome.output, HasSubstr("5 of 7 runs are done, 2 failed"));
  EXPECT_EQ(farm::read_run_result(files.folder.result_file("segmentation/t080")).cause,
            "exit code 3 (bad data): made-up failure");
  EXPECT_THAT(read_file(files.folder.log_file("segmentation/t020")), HasSubstr("=== attempt 2, "));
}

TEST(Launch, RetriesComeFromTheStudyOrTheCommandLine) {
  const LaunchFiles files;
  files.behave("segmentation/t020 * exit 1\n");
  files.write_study("retries = 0");
  EXPECT_EQ(run_command(mpirun(2) + " " + files.launch()).exit_code, kExitFailed);
  EXPECT_EQ(files.starts().size(), 7U);
  EXPECT_EQ(run_command(mpirun(2) + " " + files.launch("--retries 3")).exit_code, kExitFailed);
  EXPECT_EQ(files.starts().size(), 11U);  // 4 attempts more
}

TEST(Launch, WrongUsageIsSaidOnceAndEndsAllRanks) {
  const LaunchFiles files;
  const std::string many = mpirun(4) + " ";
  const auto expect = [](const std::string& command, int code, const std::string& text) {
    const auto outcome = run_command(command);
    EXPECT_EQ(outcome.exit_code, code) << outcome.output;
    EXPECT_EQ(count_of(outcome.output, "error: "), 1) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr(text));
  };
  expect(many + files.launch("--retrys 3"), kExitUsage, "did you mean 'retries'");
  expect(many + LAUNCH " --data x --study y", kExitUsage, "--out");
  expect(many + files.launch("--retries -1"), kExitUsage, "--retries -1");
  expect(many + LAUNCH " --data x --study y --out z --run-command /not/there", kExitUsage, "/not/there");
  EXPECT_FALSE(std::filesystem::exists(files.folder.root()));

  files.write_study("epoks = 3");
  expect(many + files.launch(), kExitUsage, "epoks");
  files.write_study("");
  std::filesystem::resize_file(files.dir / "pack.h5", 1000);
  expect(many + files.launch(), kExitData, "pack.h5");
  EXPECT_FALSE(std::filesystem::exists(files.folder.root()));
}

TEST(Launch, RefusesTheFolderOfAnotherStudy) {
  const LaunchFiles files;
  EXPECT_EQ(run_command(mpirun(2) + " " + files.launch()).exit_code, 0);
  files.write_study("split_seed = 5");
  const auto outcome = run_command(mpirun(2) + " " + files.launch());
  EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("split_seed"));
  EXPECT_THAT(files.starts(), kEachOnce);
}

TEST(Launch, WritesIntoNothingOfOthers) {
  const LaunchFiles files;
  const auto pack = files.dir / "pack.h5";
  const auto bytes = read_file(pack);
  for (const auto& out : {pack, pack / "results"}) {
    const auto outcome =
        run_command(mpirun(2) + " " LAUNCH " --data " + pack.string() + " --study " +
                    files.path("study.ini") + " --run-command " STAND_IN_RUN " --out " + out.string());
    EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("choose another --out"));
  }
  EXPECT_EQ(read_file(pack) == bytes, true);

  create_folders(files.folder.root());
  write_file_atomically(files.folder.journal_file(), "my notes");
  const auto outcome = run_command(mpirun(2) + " " + files.launch());
  EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("no results folder of sonosweep"));
  EXPECT_EQ(read_file(files.folder.journal_file()), "my notes");
  EXPECT_THAT(names_in(files.folder.root()), ElementsAre("journal"));
}

TEST(Launch, RefusesAFolderHeldByAnother) {
  const LaunchFiles files;
  create_folders(files.folder.root());
  const FileLock lock(files.folder.lock_file(), "somebody else");
  const auto outcome = run_command(mpirun(4) + " " + files.launch());
  EXPECT_EQ(outcome.exit_code, kExitFailed) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("held by somebody else on "));
  EXPECT_THAT(files.starts(), IsEmpty());
}

TEST(Launch, RefusesRanksThatDisagree) {
  const LaunchFiles files;
  const auto outcome = run_command(mpirun(2) + " sh -c 'exec " +
                                   files.launch("--retries $((OMPI_COMM_WORLD_RANK + 1))") + "'");
  EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("'2' in place of '1'"));
  EXPECT_THAT(files.starts(), IsEmpty());
}

TEST(Launch, HelpIsPrintedOnce) {
  const auto outcome = run_command(mpirun(4) + " " LAUNCH " --help");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_EQ(count_of(outcome.output, "Usage: sonosweep-launch"), 1) << outcome.output;
}

}  // namespace
}  // namespace sonosweep
