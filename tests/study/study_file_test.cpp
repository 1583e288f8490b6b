#include "study/study_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/atomic_file.h"
#include "core/error.h"
#include "message_of.h"
#include "study/study_field.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::study {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

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
  EXPECT_EQ(study.segmentation.encoders, std::vector<std::string>{"resnet34"});
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
  EXPECT_EQ(study.segmentation.weightings, std::vector<std::string>{"fixed:0.3"});
}

TEST(StudyFile, unknown_key_is_named_with_the_nearest) {
  const auto said = refusal("[segmentation]\nepoch = 3\n");
  EXPECT_THAT(said, HasSubstr("s.ini"));
  EXPECT_THAT(said, HasSubstr("'epoch'"));
  EXPECT_THAT(said, HasSubstr("did you mean 'epochs'?"));
  EXPECT_THAT(refusal("[studdy]\nname = x\n"), HasSubstr("studdy.name"));
}

TEST(StudyFile, lists_without_commas_are_told_as_such) {
  for (const char* text : {"0;20;40", "0 20 40", "[0, 20, 40]", "0|20| 40", "0\t20 40"})
    EXPECT_THAT(
        refusal(std::string("[study]\nthresholds = ") + text + "\n"),
        HasSubstr("study.thresholds = " + std::string(text) +
                  ": expected a whole number, or several separated by commas; did you mean 0,20,40?"));
  EXPECT_THAT(refusal("[sf_change]\nlr_candidates = 0,001; 0,0001\n"),
              HasSubstr("several separated by commas; did you mean 0.001,0.0001?"));
  EXPECT_THAT(refusal("[study]\nseeds = 1 to 5\n"),
              AllOf(HasSubstr("several separated by commas"), Not(HasSubstr("did you mean"))));
  EXPECT_THAT(
      refusal("[study]\nlosses = dice;weighted_bce\n"),
      HasSubstr("study.losses = dice;weighted_bce: expected several separated by commas; did you mean "
                "dice,weighted_bce?"));
  EXPECT_THAT(refusal("[segmentation]\nencoder = resnet18 resnet34\n"), HasSubstr("mean resnet18,resnet34?"));
}

TEST(StudyFile, values_out_of_range_are_named_with_what_is_allowed) {
  EXPECT_THAT(refusal("[study]\nthresholds = 0, 101\n"),
              HasSubstr("study.thresholds = 101: expected whole percents in 0..100"));
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

TEST(StudyFile, the_clinical_tasks_have_the_papers_defaults) {
  const auto study = parse_study("", "s.ini");
  EXPECT_EQ(study.tasks, (std::vector<std::string>{"segmentation", "sf_change", "sf_ratio", "readmission"}));
  EXPECT_EQ(study.controls, (std::vector<std::string>{"grayscale", "truth"}));
  EXPECT_EQ(study.video.frames, 8);
  EXPECT_EQ(study.sf_change.epochs, 40);
  EXPECT_EQ(study.sf_ratio.epochs, 100);
  EXPECT_EQ(study.readmission.epochs, 40);
  EXPECT_EQ(study.readmission.start, "sf_change");
  EXPECT_FALSE(study.has_fold_segmenters());
  EXPECT_EQ(study.rotations(), 1);
}

TEST(StudyFile, keys_of_the_clinical_sections) {
  const auto study = parse_study(
      "[study]\ntasks = segmentation, readmission\ncontrols =\ncohort = diagnosis:CHF\nouter_test = rotate\n"
      "segmenter_per_fold = true\nsegmenter_crossfit = false\n[video]\nframes = 4\nsize = 96x128\nshift = "
      "off\n"
      "[sf_ratio]\nlr = 3e-5\nbatch = 3\n[readmission]\nstart = random\ndays = first_last\nlr = auto\n"
      "lr_candidates = 1e-3, 1e-4, 1e-5\ncheckpoint_every = 5\n",
      "s.ini");
  EXPECT_TRUE(study.controls.empty());
  EXPECT_EQ(study.cohort, "diagnosis:CHF");
  EXPECT_EQ(study.rotations(), 6);
  EXPECT_TRUE(study.segmenter_per_fold);
  EXPECT_FALSE(study.segmenter_crossfit);
  EXPECT_EQ(study.video.frames, 4);
  EXPECT_EQ(study.video.shift, "off");
  EXPECT_EQ(study.sf_ratio.lr, 3e-5);
  EXPECT_FALSE(study.sf_ratio.lr_auto);
  EXPECT_EQ(study.sf_ratio.batch, 3);
  EXPECT_TRUE(study.readmission.lr_auto);
  EXPECT_EQ(study.readmission.lr_candidates, (std::vector<double>{1e-3, 1e-4, 1e-5}));
  EXPECT_EQ(study.readmission.checkpoint_every, 5);
}

TEST(StudyFile, clinical_values_out_of_range_are_named_with_what_is_allowed) {
  EXPECT_THAT(refusal("[study]\ntasks = segmentation, sf_rate\n"), HasSubstr("did you mean 'sf_ratio'?"));
  EXPECT_THAT(refusal("[study]\ncontrols = gray\n"), HasSubstr("expected one of grayscale, truth, shuffled"));
  EXPECT_THAT(refusal("[study]\ncontrols = truth, truth\n"), HasSubstr("each value once"));
  EXPECT_THAT(refusal("[study]\ncohort = CHF\n"), HasSubstr("study.cohort = CHF: expected COLUMN:VALUE"));
  EXPECT_THAT(refusal("[study]\ncohort = :CHF\n"), HasSubstr("COLUMN:VALUE"));
  EXPECT_THAT(refusal("[study]\nouter_test = rotated\n"), HasSubstr("did you mean 'rotate'?"));
  EXPECT_THAT(refusal("[study]\nsegmenter_per_fold = yes\n"), HasSubstr("expected true or false"));
  EXPECT_THAT(refusal("[video]\nframes = 0\n"), HasSubstr("video.frames = 0: expected 1..1024"));
  EXPECT_THAT(refusal("[video]\nshift_div = 1\n"), HasSubstr("video.shift_div = 1"));
  EXPECT_THAT(refusal("[video]\ndropout = 1\n"), HasSubstr("[0, 1)"));
  EXPECT_THAT(refusal("[video]\nmasks = probable\n"), HasSubstr("binary, probability"));
  EXPECT_THAT(refusal("[sf_change]\nlr = automatic\n"), HasSubstr("expected a number, or auto"));
  EXPECT_THAT(refusal("[sf_change]\nlr = 0\n"), HasSubstr("a rate in (0, 1]"));
  EXPECT_THAT(refusal("[sf_change]\nlr_candidates =\n"), HasSubstr("at least one value"));
  EXPECT_THAT(refusal("[sf_change]\nlr_candidates = 1e-4, 2\n"), HasSubstr("sf_change.lr_candidates = 2"));
  EXPECT_THAT(refusal("[sf_change]\nbatch = 1\n"), HasSubstr("sf_change.batch = 1: expected at least 2"));
  EXPECT_EQ(refusal("[sf_change]\nbatch = 1\npair_batches = plain\n"), "accepted");
  EXPECT_THAT(refusal("[sf_change]\npair_batches = both\n"), HasSubstr("shared, plain"));
  EXPECT_THAT(refusal("[sf_ratio]\nepochs = 0\n"), HasSubstr("sf_ratio.epochs = 0"));
  EXPECT_THAT(refusal("[readmission]\ndays = first\n"), HasSubstr("first_two, first_last"));
  EXPECT_THAT(refusal("[readmission]\nstart = sf_ratio\n"), HasSubstr("sf_change, random"));
}

TEST(StudyFile, declares_what_thresholds_are_compared_and_recommended_by) {
  const auto study = parse_study("", "s.ini");
  EXPECT_EQ(study.recommend_by, "ce_unthresholded");
  EXPECT_EQ(study.sf_change.primary_metric, "accuracy2");
  EXPECT_EQ(study.sf_ratio.primary_metric, "rmse_average");
  EXPECT_EQ(study.readmission.primary_metric, "accuracy");
  EXPECT_EQ(parse_study("[study]\nrecommend_by = recall\n", "s.ini").recommend_by, "recall");
  // Its target differs by threshold.
  EXPECT_THAT(refusal("[study]\nrecommend_by = iou\n"),
              HasSubstr("study.recommend_by = iou: expected one of"));
  EXPECT_THAT(refusal("[sf_change]\nprimary_metric = accuracy\n"), HasSubstr("accuracy3, accuracy2"));
  EXPECT_THAT(refusal("[sf_ratio]\nprimary_metric = rmse\n"),
              HasSubstr("rmse_max, rmse_average, rmse_median"));
  EXPECT_THAT(refusal("[readmission]\nprimary_metric = precision\n"), HasSubstr("accuracy, recall"));
}

TEST(StudyFile, fusion_is_looked_at_before_any_data) {
  EXPECT_THAT(
      refusal("[study]\nfusion = medain\n"),
      HasSubstr(
          "study.fusion = medain: expected one of mean, min, max, one:<annotator>; did you mean 'mean'?"));
  EXPECT_THAT(refusal("[study]\nfusion = onee:reader\n"), HasSubstr("did you mean 'one:reader'?"));
  EXPECT_THAT(refusal("[study]\nfusion = Mean\n"), HasSubstr("did you mean 'mean'?"));
  EXPECT_THAT(refusal("[study]\nfusion = one\n"), HasSubstr("one:<annotator>"));
  EXPECT_THAT(refusal("[study]\nfusion = one:\n"), HasSubstr("expected an annotator after 'one:'"));
  EXPECT_THAT(refusal("[study]\nfusion =\n"), HasSubstr("expected one of mean"));
  for (const char* fusion : {"mean", "min", "max", "one:reader 2", "one:a:b"})
    EXPECT_EQ(refusal(std::string("[study]\nfusion = ") + fusion + "\n"), "accepted") << fusion;
}

// But for names and ids, no key takes any text.
TEST(StudyFile, no_key_with_a_fixed_set_of_values_takes_others) {
  const std::set<std::string> free = {"study.name", "study.test_ids", "study.validation_ids"};
  for (const auto& field : all_fields()) {
    if (free.count(field.name()) != 0) continue;
    EXPECT_NE(refusal("[" + field.section + "]\n" + field.key + " = xyzzy\n"), "accepted") << field.name();
  }
}

TEST(StudyFile, combinations_that_cannot_be_say_what_to_do) {
  EXPECT_THAT(refusal("[study]\ntasks = segmentation, readmission\n"),
              HasSubstr("add sf_change to study.tasks, or set readmission.start = random"));
  EXPECT_THAT(refusal("[study]\ntasks = sf_ratio\n"), HasSubstr("add segmentation to the tasks"));
  EXPECT_THAT(refusal("[study]\nouter_test = rotate\ntest_ids = p1\n"),
              HasSubstr("study.test_ids cannot fix a side"));
  EXPECT_THAT(refusal("[study]\nouter_test = rotate\nvalidation_ids = p1\n"),
              HasSubstr("study.validation_ids"));
}

TEST(StudyFile, sizes_of_the_video_input) {
  EXPECT_FALSE(parse_video_size("native"));
  const auto size = parse_video_size("96x128");
  ASSERT_TRUE(size);
  EXPECT_EQ(size->height, 96);
  EXPECT_EQ(size->width, 128);
  for (const char* text :
       {"", "96", "96x", "x96", "31x64", "64x5000", "64x64x64", "64X64", "-64x64", "6.5x64"})
    EXPECT_THAT(refusal(std::string("[video]\nsize = ") + text + "\n"), HasSubstr("native, or HxW")) << text;
}

TEST(StudyFile, unreadable_file_is_a_usage_error) {
  EXPECT_THROW(read_study_file("/nonexistent/study.ini"), UsageError);
}

TEST(StudyFile, byte_order_mark_and_line_ends_of_other_systems) {
  const testing::TempDir dir;
  const auto path = dir / "study.ini";
  for (const std::string text :
       {"\xEF\xBB\xBF[study]\r\nname = a\r\nfolds = 3\r\n", "\xEF\xBB\xBF[study]\nname = a\nfolds = 3",
        "[study]\rname = a\rfolds = 3\r"}) {
    write_file_atomically(path, text);
    EXPECT_EQ(read_study_file(path).name, "a");
    EXPECT_EQ(read_study_file(path).folds, 3);
  }
  write_file_atomically(path, std::string("\xFF\xFE[\0s\0", 6));
  EXPECT_THAT(testing::message_of<UsageError>([&] { read_study_file(path); }), HasSubstr("UTF-16"));
}

TEST(StudyFile, json_is_a_faithful_copy) {
  auto study = parse_study(
      "[study]\nthresholds = 5\nvalidation_ids = a,b\n[segmentation]\nlr = 0.00012345678901234567\n", "s");
  const auto back = study_from_json(study_to_json(study), "study.json");
  EXPECT_EQ(study_to_json(back).dump(), study_to_json(study).dump());
  EXPECT_EQ(back.segmentation.lr, study.segmentation.lr);
}

// study.json of a study that sweeps nothing is what it was before there were sweeps.
TEST(StudyFile, json_has_a_list_only_where_there_are_several) {
  const auto usual = study_to_json(Study{});
  EXPECT_EQ(usual["segmentation"]["encoder"], "resnet34");
  EXPECT_EQ(usual["segmentation"]["weighting"], "paper");
  EXPECT_EQ(usual["segmentation"]["sub_threshold"], "background");
  EXPECT_FALSE(usual["study"].contains("sweep"));
  const auto study = parse_study(
      "[study]\nsweep = one_at_a_time\n[segmentation]\nweighting = paper, fixed:0.5, none\n"
      "sub_threshold = own, ignore\nencoder = resnet18, resnet34\n",
      "s");
  const auto json = study_to_json(study);
  EXPECT_EQ(json["segmentation"]["weighting"].dump(), R"(["paper","fixed:0.5","none"])");
  EXPECT_EQ(json["study"]["sweep"], "one_at_a_time");
  const auto back = study_from_json(nlohmann::ordered_json::parse(json.dump()), "study.json");
  EXPECT_EQ(study_to_json(back).dump(), json.dump());
  EXPECT_EQ(back.segmentation.weightings, study.segmentation.weightings);
  EXPECT_EQ(back.segmentation.sub_thresholds, (std::vector<std::string>{"own", "ignore"}));
  EXPECT_EQ(back.segmentation.encoders, (std::vector<std::string>{"resnet18", "resnet34"}));
}

TEST(StudyFile, sweeps_that_make_no_sense_are_refused) {
  const auto segmentation = [](const std::string& keys) { return refusal("[segmentation]\n" + keys); };
  EXPECT_THAT(segmentation("weighting = paper, none, paper\n"),
              HasSubstr("segmentation.weighting = paper: expected each value once"));
  EXPECT_THAT(
      segmentation("weighting = fixed:0.5, fixed:0.50\n"),
      HasSubstr(
          "segmentation.weighting = fixed:0.50: expected each value once (it is the same as fixed:0.5)"));
  EXPECT_THAT(segmentation("weighting = paper, fixed:x\n"), HasSubstr("segmentation.weighting = fixed:x"));
  EXPECT_THAT(segmentation("weighting =\n"), HasSubstr("at least one value"));
  EXPECT_THAT(segmentation("sub_threshold = own, ignored\n"), HasSubstr("did you mean 'ignore'?"));
  EXPECT_THAT(segmentation("encoder = resnet18, resnet35\n"), HasSubstr("segmentation.encoder = resnet35"));
  EXPECT_THAT(refusal("[study]\nsweep = all\n"), HasSubstr("expected one of full, one_at_a_time"));
  // Values that train nothing of their own.
  EXPECT_THAT(
      refusal("[study]\nlosses = dice, focal\n[segmentation]\nweighting = paper, none\n"),
      HasSubstr("segmentation.weighting = paper, none: paper trains no segmenter that another value"));
  EXPECT_THAT(segmentation("weighting = none\nsub_threshold = background, own\n"),
              HasSubstr("segmentation.sub_threshold = background, own: own trains no segmenter"));
  EXPECT_THAT(refusal("[study]\nsweep = one_at_a_time\nlosses = dice, "
                      "weighted_bce\n[segmentation]\nweighting = none, paper\n"),
              HasSubstr("segmentation.weighting = none, paper: paper trains no"));
  EXPECT_EQ(refusal("[study]\nlosses = dice, weighted_bce\n[segmentation]\nweighting = none, paper\n"),
            "accepted");
  // One value has nothing to differ from.
  EXPECT_EQ(refusal("[study]\nlosses = dice\n[segmentation]\nweighting = none\nsub_threshold = own\n"),
            "accepted");
}

// One key at a time is something else than its default.
TEST(StudyFile, json_keeps_every_key) {
  const auto usual = study_to_json(Study{});
  for (const auto& field : all_fields()) {
    std::vector<std::string> texts = {
        "true",         "false",         "0.25",       "3",        "2",        "sex:F",       "a, b",
        "segmentation", "truth",         "dice",       "cpu",      "bf16",     "on",          "rotate",
        "resnet18",     "fixed:2",       "own",        "standard", "64x32",    "probability", "off",
        "plain",        "both",          "first_last", "random",   "max",      "accuracy3",   "rmse_max",
        "recall",       "one_at_a_time", "running",    "earliest", "balanced", "own_patient", "needed"};
    const auto& losses = known_losses();
    texts.insert(texts.end(), losses.begin(), losses.end());
    bool kept = false;
    for (const auto& text : texts) {
      Study study;
      try {
        study = parse_study("[" + field.section + "]\n" + field.key + " = " + text + "\n", "s.ini");
      } catch (const UsageError&) {
        continue;
      }
      const auto json = study_to_json(study);
      if (json == usual) continue;
      // As it comes from a file.
      const auto back = study_from_json(nlohmann::ordered_json::parse(json.dump(2)), "study.json");
      ASSERT_EQ(study_to_json(back).dump(), json.dump()) << field.name();
      kept = true;
    }
    EXPECT_TRUE(kept) << field.name() << ": none of the texts is another value of it";
  }
}

TEST(StudyFile, weights_are_kept_or_needed) {
  EXPECT_EQ(parse_study("[study]\n", "s.ini").keep_weights, "all");
  EXPECT_THAT(refusal("[study]\nkeep_weights = neded\n"),
              HasSubstr("study.keep_weights = neded: expected one of all, needed; did you mean 'needed'?"));
  EXPECT_THAT(study_file_help(), HasSubstr("\nkeep_weights = all\n"));
}

TEST(StudyFile, rules_of_sf_change_are_of_those_that_there_are) {
  EXPECT_THAT(refusal("[sf_change]\nclass_weights = own_priors\n"), HasSubstr("did you mean 'own_prior'?"));
  EXPECT_THAT(refusal("[sf_change]\ntrain_pairs = same_day\n"),
              HasSubstr("sf_change.train_pairs = same_day"));
  EXPECT_THAT(refusal("[sf_change]\nbest_by = accuracy2\n"), HasSubstr("did you mean 'accuracy3'?"));
  const auto json = study_to_json(parse_study("", "s.ini"));
  for (const char* key : {"class_weights", "train_pairs", "best_by"})
    EXPECT_FALSE(json["sf_change"].contains(key));
}

TEST(StudyFile, statistics_of_nothing_are_refused) {
  EXPECT_THAT(refusal("[video]\nbatch_norm_samples = 0\n"), HasSubstr("video.batch_norm_samples = 0"));
  EXPECT_THAT(refusal("[video]\nbatch_norm_samples = 1\n"), HasSubstr("video.batch_norm_samples = 1"));
  EXPECT_THAT(refusal("[segmentation]\nbatch_norm_samples = -3\n"),
              HasSubstr("segmentation.batch_norm_samples = -3"));
  EXPECT_THAT(refusal("[video]\nbatch_norm = recompute\n"), HasSubstr("did you mean 'recomputed'?"));
  EXPECT_THAT(refusal("[segmentation]\nbest_ties = first\n"), HasSubstr("segmentation.best_ties = first"));
}

TEST(StudyFile, json_keeps_what_is_no_number) {
  const auto study =
      parse_study("[study]\ncontrols =\nsegmenter_crossfit = true\n[sf_ratio]\nlr = auto\n", "s");
  const auto json = study_to_json(study);
  EXPECT_EQ(json["sf_ratio"]["lr"], "auto");
  EXPECT_EQ(json["sf_change"]["lr"], 1e-4);
  EXPECT_EQ(json["study"]["segmenter_crossfit"], true);
  const auto back = study_from_json(json, "study.json");
  EXPECT_EQ(study_to_json(back).dump(), json.dump());
  EXPECT_TRUE(back.sf_ratio.lr_auto);
  EXPECT_TRUE(back.segmenter_crossfit);
  EXPECT_TRUE(back.controls.empty());
}

TEST(StudyFile, every_key_has_help_and_stands_once) {
  std::set<std::string> names;
  for (const auto& field : all_fields()) {
    EXPECT_FALSE(field.help.empty()) << field.name();
    EXPECT_TRUE(names.insert(field.name()).second) << field.name();
  }
}

TEST(StudyFile, help_is_itself_a_study_file_with_the_defaults) {
  EXPECT_EQ(study_to_json(parse_study(study_file_help(), "help")).dump(), study_to_json(Study{}).dump());
}

TEST(StudyFile, shipped_studies_are_valid) {
  for (const char* name : {"tiny", "demo", "paper", "ablation"}) {
    const auto path =
        std::filesystem::path(SONOSWEEP_SOURCE_DIR) / "jobs/studies" / (std::string(name) + ".ini");
    EXPECT_EQ(read_study_file(path).name, name);
  }
}

}  // namespace
}  // namespace sonosweep::study
