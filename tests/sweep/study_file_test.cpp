#include "sweep/study_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::sweep {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
  try {
    parse_study(text, "s.ini");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(StudyFile, empty_file_is_the_papers_protocol) {
  const auto study = parse_study("", "s.ini");
  EXPECT_EQ(study.thresholds, (std::vector<int>{0, 20, 40, 50, 60, 80, 100}));
  EXPECT_EQ(study.test_patients, 4);
  EXPECT_EQ(study.validation_patients, 6);
  EXPECT_EQ(study.segmentation.encoder, "resnet34");
  EXPECT_EQ(study.segmentation.epochs, 100);
  EXPECT_EQ(study.segmentation.lr, 1e-4);
  EXPECT_EQ(study.threads, 1);
}

TEST(StudyFile, keys_of_every_type) {
  const auto study = parse_study(
      "# comment\n[study]\nname = my study\nthresholds = 10, 90\nseeds=1,2,3\ntest_ids = p1, p2\n"
      "[segmentation]\nlr = 3e-5\nepochs = 7\nweighting = fixed:0.3\n",
      "s.ini");
  EXPECT_EQ(study.name, "my study");
  EXPECT_EQ(study.thresholds, (std::vector<int>{10, 90}));
  EXPECT_EQ(study.seeds.size(), 3U);
  EXPECT_EQ(study.test_ids, (std::vector<std::string>{"p1", "p2"}));
  EXPECT_EQ(study.segmentation.lr, 3e-5);
  EXPECT_EQ(study.segmentation.weighting, "fixed:0.3");
}

TEST(StudyFile, unknown_key_is_named_with_the_nearest) {
  const auto said = refusal("[segmentation]\nepoch = 3\n");
  EXPECT_THAT(said, HasSubstr("s.ini"));
  EXPECT_THAT(said, HasSubstr("'epoch'"));
  EXPECT_THAT(said, HasSubstr("did you mean 'epochs'?"));
  EXPECT_THAT(refusal("[studdy]\nname = x\n"), HasSubstr("studdy.name"));
}

TEST(StudyFile, values_out_of_range_are_named_with_what_is_allowed) {
  EXPECT_THAT(refusal("[study]\nthresholds = 0, 101\n"), HasSubstr("study.thresholds = 101: expected whole percents in 0..100"));
  EXPECT_THAT(refusal("[study]\nthresholds = -1\n"), HasSubstr("-1"));
  EXPECT_THAT(refusal("[study]\nthresholds = 33.3\n"), HasSubstr("a whole number"));
  EXPECT_THAT(refusal("[study]\nthresholds = 20, 20\n"), HasSubstr("each value once"));
  EXPECT_THAT(refusal("[study]\nthresholds =\n"), HasSubstr("at least one value"));
  EXPECT_THAT(refusal("[study]\nlosses = dise\n"), HasSubstr("did you mean 'dice'?"));
  EXPECT_THAT(refusal("[study]\ntest_patients = 0\n"), HasSubstr("at least 1"));
  EXPECT_THAT(refusal("[study]\nthreads = many\n"), HasSubstr("a whole number"));
  EXPECT_THAT(refusal("[study]\ndevice = cpu\nprecision = bf16\n"), HasSubstr("fp32"));
  EXPECT_THAT(refusal("[segmentation]\nlr = nan\n"), HasSubstr("segmentation.lr"));
  EXPECT_THAT(refusal("[segmentation]\nweighting = fixed:x\n"), HasSubstr("fixed:W"));
  EXPECT_THAT(refusal("[segmentation]\nencoder = resnet35\n"), HasSubstr("did you mean 'resnet34'?"));
  EXPECT_THAT(refusal("[study]\nname = a\nname = b\n"), HasSubstr("twice"));
  EXPECT_THAT(refusal("no equals sign\n"), HasSubstr("not an INI file"));
}

TEST(StudyFile, unreadable_file_is_a_usage_error) {
  EXPECT_THROW(read_study_file("/nonexistent/study.ini"), UsageError);
}

TEST(StudyFile, json_is_a_faithful_copy) {
  auto study = parse_study("[study]\nthresholds = 5\nvalidation_ids = a,b\n[segmentation]\nlr = 0.00012345678901234567\n", "s");
  const auto back = study_from_json(study_to_json(study), "study.json");
  EXPECT_EQ(study_to_json(back).dump(), study_to_json(study).dump());
  EXPECT_EQ(back.segmentation.lr, study.segmentation.lr);
}

TEST(StudyFile, help_is_itself_a_study_file_with_the_defaults) {
  EXPECT_EQ(study_to_json(parse_study(study_file_help(), "help")).dump(), study_to_json(Study{}).dump());
}

TEST(StudyFile, shipped_studies_are_valid) {
  for (const char* name : {"tiny", "demo", "paper"}) {
    const auto path = std::filesystem::path(SONOSWEEP_SOURCE_DIR) / "jobs/studies" / (std::string(name) + ".ini");
    EXPECT_EQ(read_study_file(path).name, name);
  }
}

}  // namespace
}  // namespace sonosweep::sweep
