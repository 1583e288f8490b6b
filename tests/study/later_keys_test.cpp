// Keys that came later: an older study.json has none of them, and means what its version did.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/study_field.h"
#include "study/study_file.h"

namespace sonosweep::study {
namespace {

TEST(LaterKeys, a_key_that_is_not_there_is_what_it_was_before) {
  const auto now = study_to_json(parse_study("", "s.ini"));
  EXPECT_EQ(now["video"]["batch_norm"], "recomputed");
  EXPECT_EQ(now["segmentation"]["best_ties"], "val_loss");
  EXPECT_FALSE(now["video"].contains("batch_norm_samples"));  // is as it was
  auto older = now;
  for (const auto& field : all_fields())
    if (field.before && older[field.section].contains(field.key)) older[field.section].erase(field.key);
  const auto back = study_from_json(older, "study.json");
  EXPECT_EQ(back.video.batch_norm, "running");
  EXPECT_EQ(back.segmentation.batch_norm, "running");
  EXPECT_EQ(back.segmentation.best_ties, "earliest");
  EXPECT_EQ(study_to_json(back).dump(), older.dump());
}

// A value that no study file can have would be one that no study can be told to keep.
TEST(LaterKeys, what_was_before_can_be_said_in_a_study_file) {
  std::string text;
  Study before;
  for (const auto& field : all_fields()) {
    if (!field.before) continue;
    text += "[" + field.section + "]\n" + field.key + " = " + field_text(*field.before) + "\n";
    field.set(before, field_text(*field.before));
    EXPECT_EQ(field.get(before), *field.before) << field.name();
  }
  EXPECT_EQ(study_to_json(parse_study(text, "s.ini")).dump(), study_to_json(before).dump());
}

TEST(LaterKeys, goes_on_in_an_older_folder_by_the_rules_of_then) {
  const auto begun = study_to_json(study_from_json(
      {{"study", {{"name", "older"}}}, {"segmentation", {{"epochs", 3}}}, {"video", {{"frames", 4}}}},
      "study.json"));
  auto study =
      parse_study("[study]\nname = older\n[segmentation]\nepochs = 3\n[video]\nframes = 4\n", "s.ini");
  EXPECT_NE(study_to_json(study).dump(), begun.dump());
  const auto kept = keep_earlier_rules(study, begun);
  EXPECT_EQ(study_to_json(study).dump(), begun.dump());
  EXPECT_THAT(kept, ::testing::UnorderedElementsAre("segmentation.best_ties = earliest",
                                                    "segmentation.batch_norm = running",
                                                    "video.batch_norm = running"));
  EXPECT_TRUE(keep_earlier_rules(study, begun).empty());
  // What the file says is said; that it differs is the folder's to refuse.
  auto told = parse_study("[video]\nbatch_norm = recomputed\n", "s.ini");
  keep_earlier_rules(told, begun);
  EXPECT_EQ(told.video.batch_norm, "recomputed");
  EXPECT_EQ(told.segmentation.batch_norm, "running");
  // A folder of now has them.
  auto fresh = parse_study("", "s.ini");
  EXPECT_TRUE(keep_earlier_rules(fresh, study_to_json(Study{})).empty());
}

}  // namespace
}  // namespace sonosweep::study
