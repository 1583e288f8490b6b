#include "analysis/tables/caption_text.h"
#include "sweep/study_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text.h"

namespace sonosweep::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CaptionText, Counts) {
  EXPECT_EQ(counted(1, "pair"), "1 pair");
  EXPECT_EQ(counted(0, "pair"), "0 pairs");
  EXPECT_EQ(count_text(3, 4, "patient"), "3 to 4 patients");
  EXPECT_EQ(count_text(1, 1, "patient"), "1 patient");
}

TEST(CaptionText, TooFewPatientsDependOnTheComparisons) {
  study::Study study;  // 11 comparisons
  EXPECT_EQ(too_few_text(8, study), "With 8 test patients no difference can be shown for other patients.");
  EXPECT_EQ(too_few_text(9, study), "");
  study.thresholds = {0, 10, 20, 30, 40, 50, 60, 70};  // 13
  EXPECT_EQ(too_few_text(9, study), "With 9 test patients no difference can be shown for other patients.");
}

TEST(CaptionText, SomeOf) {
  EXPECT_EQ(some_of({"a", "b"}), "a, b");
  EXPECT_EQ(some_of({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}, "; "),
            "1; 2; 3; 4; 5; 6; 7; 8; 9; 10 and 2 more");
}

TEST(CaptionText, Coverage) {
  std::vector<RunOutcome> outcomes(4);
  for (int i = 0; i < 4; ++i) {
    outcomes[static_cast<std::size_t>(i)].spec.threshold = 10 * i;
    outcomes[static_cast<std::size_t>(i)].state = RunState::kDone;
  }
  const Runs runs = {&outcomes[0], &outcomes[1], &outcomes[2], &outcomes[3]};
  EXPECT_THAT(coverage_notes(runs), IsEmpty());
  outcomes[1].state = RunState::kOutdated;
  outcomes[2].state = RunState::kDamaged;
  EXPECT_THAT(
      coverage_notes(runs),
      ElementsAre(
          "2 of 4 runs are done. Without a result: segmentation/t020. Left out, made from runs that have "
          "changed since: segmentation/t010."));
}

TEST(CaptionText, PatientsOfRotatingGroups) {
  sweep::StudyRecord record;
  record.splits.resize(2);
  record.splits[0].test = {"a", "b"};
  record.splits[1].test = {"c", "d"};
  EXPECT_EQ(test_patients_text(record), "2 test patients");
  record.splits[1].test = {"c"};
  EXPECT_EQ(test_patients_text(record), "1 to 2 test patients");
}

}  // namespace
}  // namespace sonosweep::analysis
