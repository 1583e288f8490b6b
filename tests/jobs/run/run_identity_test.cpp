#include "jobs/run/run_identity.h"

#include <gtest/gtest.h>

#include <set>

#include "study/choice_grid.h"
#include "study/study_file.h"

namespace sonosweep::jobs {
namespace {

StudySetup setup_of(const std::string& study) {
  StudySetup setup;
  setup.study = study::parse_study(study, "test");
  setup.record.study = study::study_to_json(setup.study);
  setup.record.data_checksum = "data";
  return setup;
}

// Of the study's first threshold and segmenter.
std::string segmentation(const std::string& study,
                         const study::Sides& sides = {{"a", "b"}, {"c", "d"}, {"e", "f"}}) {
  const auto setup = setup_of(study);
  study::RunSpec run;
  run.segmenter = study::segmenter_choices(setup.study).front();
  return segmentation_identity(setup, run, sides);
}

std::string sf_ratio(const std::string& study, double lr = 1e-3, const std::string& masks = "1") {
  study::RunSpec run;
  run.kind = study::RunKind::kSfRatio;
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
  for (const char* other : {"[segmentation]\nencoder = resnet18\n", "[segmentation]\nweighting = none\n",
                            "[segmentation]\nsub_threshold = own\n"})
    EXPECT_TRUE(seen.insert(segmentation(other)).second) << other;
  // A patient changing sides, and the sides changing places, make other trainings.
  EXPECT_TRUE(seen.insert(segmentation("", {{"a"}, {"b", "c", "d"}, {"e", "f"}})).second);
  EXPECT_TRUE(seen.insert(segmentation("", {{"c", "d"}, {"a", "b"}, {"e", "f"}})).second);
}

// It is that of the run alone, whatever else the study tries.
TEST(SegmentationIdentity, of_a_sweep_is_that_of_the_single_value) {
  EXPECT_EQ(segmentation("[segmentation]\nweighting = fixed:0.5, paper\nencoder = resnet18, resnet50\n"),
            segmentation("[segmentation]\nweighting = fixed:0.5\nencoder = resnet18\n"));
}

TEST(SegmentationIdentity, knows_how_the_network_is_evaluated) {
  EXPECT_NE(segmentation("[segmentation]\nbatch_norm = running\n"), segmentation(""));
  EXPECT_NE(segmentation("[segmentation]\nbatch_norm_samples = 8\n"), segmentation(""));
  EXPECT_NE(segmentation("[segmentation]\nbest_ties = earliest\n"), segmentation(""));
  EXPECT_EQ(segmentation("[video]\nbatch_norm = running\n"), segmentation(""));
  EXPECT_NE(sf_ratio("[video]\nbatch_norm = running\n"), sf_ratio(""));
  EXPECT_EQ(sf_ratio("[segmentation]\nbatch_norm = running\n"), sf_ratio(""));
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
