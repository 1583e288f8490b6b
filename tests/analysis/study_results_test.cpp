#include "analysis/study_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(StudyResults, ReadsWhatIsDone) {
  const sonosweep::testing::TempDir dir;
  const sweep::ResultsFolder folder(dir.path());
  testing::write_study(folder, testing::small_study());
  testing::write_done(folder, "segmentation/t000", {{"iou", 0.5}});
  testing::write_done(folder, "segmentation/t060", {{"iou", 0.25}});
  const auto results = read_study_results(folder);
  EXPECT_THAT(results.problems(), IsEmpty());
  EXPECT_EQ(results.summary(60, "weighted_bce", "iou").mean, 0.25);
  EXPECT_EQ(results.summary(60, "weighted_bce", "no such metric").n, 0U);
  EXPECT_EQ(results.summary(50, "weighted_bce", "iou").total, 0U);
  EXPECT_EQ(results.record().data_name, "phantom");
}

TEST(StudyResults, NamesMissingFailedAndDamagedRuns) {
  const sonosweep::testing::TempDir dir;
  const sweep::ResultsFolder folder(dir.path());
  auto study = testing::small_study();
  study.thresholds = {0, 40, 60, 80, 100};
  testing::write_study(folder, study);
  testing::write_done(folder, "segmentation/t000", {{"iou", 0.5}});
  testing::write_failed(folder, "segmentation/t040", "killed by signal 9 (SIGKILL)");
  create_folders(folder.run("segmentation/t060"));
  write_file_atomically(folder.result_file("segmentation/t060"), "{\"run_id\": \"segmen");
  testing::write_done(folder, "segmentation/t080", {{"iou", 0.5}});
  create_folders(folder.run("segmentation/t100"));
  std::filesystem::rename(folder.result_file("segmentation/t080"), folder.result_file("segmentation/t100"));
  const auto results = read_study_results(folder);
  EXPECT_THAT(
      results.problems(),
      ElementsAre("segmentation/t040: failed (killed by signal 9 (SIGKILL))",
                  AllOf(HasSubstr("segmentation/t060"), HasSubstr("result.json: damaged")),
                  "segmentation/t080: no result yet",
                  AllOf(HasSubstr("t100/result.json"), HasSubstr("result of run 'segmentation/t080'"))));
  for (const int threshold : {40, 60, 80, 100})
    EXPECT_EQ(results.summary(threshold, "weighted_bce", "iou").n, 0U) << threshold;
}

TEST(StudyResults, SeedsBehindOneCell) {
  const sonosweep::testing::TempDir dir;
  const sweep::ResultsFolder folder(dir.path());
  auto study = testing::small_study();
  study.seeds = {1, 2, 3};
  testing::write_study(folder, study);
  testing::write_done(folder, "segmentation/t060/seed1", {{"iou", 0.25}});
  testing::write_done(folder, "segmentation/t060/seed3", {{"iou", 0.75}});
  const auto results = read_study_results(folder);
  const auto summary = results.summary(60, "weighted_bce", "iou");
  EXPECT_EQ(summary.n, 2U);
  EXPECT_EQ(summary.total, 3U);
  EXPECT_EQ(summary.mean, 0.5);
  EXPECT_EQ(results.done(60, "weighted_bce"), 2U);
}

TEST(StudyResults, FolderWithoutAStudy) {
  const sonosweep::testing::TempDir dir;
  EXPECT_THROW(read_study_results(sweep::ResultsFolder(dir.path())), UsageError);
  EXPECT_THROW(read_study_results(sweep::ResultsFolder(dir / "nowhere")), UsageError);
  write_file_atomically(dir / "study.json", "{\"study\": ");
  EXPECT_THROW(read_study_results(sweep::ResultsFolder(dir.path())), DataError);
}

}  // namespace
}  // namespace sonosweep::analysis
