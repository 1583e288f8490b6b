#include "jobs/run_identity.h"

#include <gtest/gtest.h>

#include <set>

#include "sweep/study/study_file.h"

namespace sonosweep::jobs {
namespace {

StudySetup setup_of(const std::string& study) {
  StudySetup setup;
  setup.study = sweep::parse_study(study, "test");
  setup.record.study = sweep::study_to_json(setup.study);
  setup.record.data_checksum = "data";
  return setup;
}

std::string segmentation(const std::string& study,
                         const sweep::Sides& sides = {{"a", "b"}, {"c", "d"}, {"e", "f"}}) {
  return segmentation_identity(setup_of(study), {}, sides);
}

std::string sf_ratio(const std::string& study, double lr = 1e-3, const std::string& masks = "1") {
  sweep::RunSpec run;
  run.kind = sweep::RunKind::kSfRatio;
  run.fold = 0;
  return clinical_identity(setup_of(study), run, run.kind, {{"a"}, {"b"}, {"c"}}, lr,
                           {{"cache/t000", masks}});
}

TEST(SegmentationIdentity, does_not_change_with_what_does_not_touch_it) {
  for (const char* other :
       {"[sf_change]\nepochs = 7\n", "[sf_ratio]\nlr = auto\n", "[readmission]\ndays = first_last\n",
        "[video]\nframes = 4\n", "[study]\nthresholds = 0, 20\n", "[study]\nretries = 5\n",
        "[study]\ncontrols = grayscale\n", "[segmentation]\ncheckpoint_every = 9\n"})
    EXPECT_EQ(segmentation(other), segmentation("")) << other;
}

TEST(SegmentationIdentity, changes_with_everything_else) {
  std::set<std::string> seen = {segmentation("")};
  for (const char* other :
       {"[segmentation]\nepochs = 7\n", "[segmentation]\nlr = 0.5\n", "[study]\nfusion = max\n",
        "[study]\nthreads = 2\n", "[study]\nprecision = bf16\n"})
    EXPECT_TRUE(seen.insert(segmentation(other)).second) << other;
  // A patient changing sides, and the sides changing places, make other trainings.
  EXPECT_TRUE(seen.insert(segmentation("", {{"a"}, {"b", "c", "d"}, {"e", "f"}})).second);
  EXPECT_TRUE(seen.insert(segmentation("", {{"c", "d"}, {"a", "b"}, {"e", "f"}})).second);
}

TEST(ClinicalIdentity, changes_with_what_the_run_is_made_of) {
  EXPECT_EQ(sf_ratio("[sf_change]\nepochs = 7\n"), sf_ratio(""));
  EXPECT_EQ(sf_ratio("[segmentation]\nepochs = 7\n"), sf_ratio(""));  // it sees the masks alone
  // However the rate was found.
  EXPECT_EQ(sf_ratio("[sf_ratio]\nlr = auto\n"), sf_ratio("[sf_ratio]\nlr = 0.001\n"));
  std::set<std::string> seen = {sf_ratio("")};
  EXPECT_TRUE(seen.insert(sf_ratio("[sf_ratio]\nepochs = 7\n")).second);
  EXPECT_TRUE(seen.insert(sf_ratio("[video]\nframes = 4\n")).second);
  EXPECT_TRUE(seen.insert(sf_ratio("", 1e-4)).second);
  EXPECT_TRUE(seen.insert(sf_ratio("", 1e-3, "2")).second);
}

}  // namespace
}  // namespace sonosweep::jobs
