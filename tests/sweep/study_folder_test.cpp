#include "sweep/study_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/results/run_result.h"
#include "study/study_file.h"
#include "temp_dir.h"

namespace sonosweep::sweep {
namespace {

using sonosweep::testing::TempDir;
using ::testing::HasSubstr;

StudyRecord record() {
  StudyRecord out;
  out.study = study::study_to_json(study::Study{});
  out.data_name = "made up";
  out.data_checksum = "abc";
  out.classes = {"a_line"};
  out.splits = {{{"p1"}, {"p2"}, {"p3"}, {{"p1"}, {"p2"}}, {}}};
  return out;
}

std::string refusal(const StudyFolder& folder, const StudyRecord& other) {
  try {
    folder.open(other);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

// study.json leaves out a later key that has its value of before.
TEST(StudyFolder, a_key_that_came_later_is_named_by_its_value) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  study::Study study;
  study.video.batch_norm = "running";
  auto begun = record();
  begun.study = study::study_to_json(study);
  folder.open(begun);
  EXPECT_THAT(refusal(folder, record()),
              HasSubstr("video.batch_norm is \"running\" there and \"recomputed\" here"));
}

TEST(StudyFolder, opens_again_and_reads_back) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  folder.open(record());
  const auto before = read_file(folder.study_file());
  folder.open(record());
  EXPECT_EQ(read_file(folder.study_file()), before);
  const auto back = folder.read_record();
  EXPECT_EQ(back.splits.size(), 1U);
  EXPECT_EQ(back.split().folds, record().split().folds);
  EXPECT_TRUE(back.split().fold_segmenters.empty());
  EXPECT_TRUE(back.skipped_tasks.empty());
  EXPECT_EQ(back.classes, record().classes);
  EXPECT_EQ(study::study_from_json(back.study, "x").thresholds, study::Study{}.thresholds);
}

TEST(StudyFolder, refuses_another_study_naming_the_first_difference) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  folder.open(record());
  auto other = record();
  other.study["segmentation"]["epochs"] = 7;
  EXPECT_THAT(refusal(folder, other), HasSubstr("segmentation.epochs is 100 there and 7 here"));
  other = record();
  other.data_checksum = "def";
  EXPECT_THAT(refusal(folder, other),
              HasSubstr("another data set: checksum is \"abc\" there and \"def\" here"));
  other = record();
  other.splits[0].test = {"p4"};
  EXPECT_THAT(refusal(folder, other), HasSubstr("test"));
}

TEST(StudyFolder, what_decides_no_number_may_change) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  folder.open(record());
  auto other = record();
  other.study["study"]["retries"] = 9;
  for (const char* section : {"segmentation", "sf_change", "sf_ratio", "readmission"})
    other.study[section]["checkpoint_every"] = 5;
  EXPECT_EQ(refusal(folder, other), "accepted");
}

// It stands in study.json only where it is not as before.
TEST(StudyFolder, a_free_key_that_came_later_may_change_both_ways) {
  study::Study frugal;
  frugal.keep_weights = "needed";
  auto other = record();
  other.study = study_to_json(frugal);
  EXPECT_EQ(other.study["study"]["keep_weights"], "needed");
  EXPECT_FALSE(record().study["study"].contains("keep_weights"));
  for (const auto& [begun, now] : {std::pair(record(), other), {other, record()}}) {
    TempDir dir;
    const StudyFolder folder(dir / "results");
    folder.open(begun);
    EXPECT_EQ(refusal(folder, now), "accepted");
  }
  // Another key beside it is seen.
  TempDir dir;
  const StudyFolder folder(dir / "results");
  folder.open(record());
  other.study["video"]["frames"] = 3;
  EXPECT_THAT(refusal(folder, other), HasSubstr("video.frames is 8 there and 3 here"));
}

TEST(StudyFolder, fold_segmenters_are_part_of_the_split) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  auto mine = record();
  mine.splits[0].fold_segmenters = {{{"p2"}, {"p4"}, {}}, {{"p1"}, {"p5"}, {}}};
  folder.open(mine);
  const auto back = folder.read_record().split();
  ASSERT_EQ(back.fold_segmenters.size(), 2U);
  EXPECT_EQ(back.fold_segmenters[1].train, std::vector<std::string>{"p1"});
  EXPECT_EQ(back.fold_segmenters[1].validation, std::vector<std::string>{"p5"});
  EXPECT_THAT(refusal(folder, record()), HasSubstr("another split of patients: fold_segmenters"));
}

TEST(StudyFolder, rotations_stand_below_the_first_of_them) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  auto mine = record();
  mine.splits.push_back({{"p2"}, {"p3"}, {"p1"}, {{"p2"}, {"p3"}}, {}});
  folder.open(mine);
  const auto json = nlohmann::json::parse(read_file(folder.study_file()));
  EXPECT_EQ(json["splits"]["test"], nlohmann::json({"p3"}));
  ASSERT_EQ(json["splits"]["rotations"].size(), 2U);
  EXPECT_EQ(json["splits"]["rotations"][1]["test"], nlohmann::json({"p1"}));
  const auto back = folder.read_record();
  ASSERT_EQ(back.splits.size(), 2U);
  EXPECT_EQ(back.split(0).test, std::vector<std::string>{"p3"});
  EXPECT_EQ(back.split(1).folds, mine.splits[1].folds);
}

TEST(StudyFolder, skipped_tasks_are_recorded) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  auto mine = record();
  mine.skipped_tasks = {"sf_ratio: the data has no S/F ratios"};
  folder.open(mine);
  EXPECT_EQ(folder.read_record().skipped_tasks, mine.skipped_tasks);
}

TEST(StudyFolder, damaged_or_missing_study_json) {
  TempDir dir;
  const StudyFolder folder(dir / "results");
  EXPECT_THROW(folder.read_record(), UsageError);
  folder.open(record());
  write_file_atomically(folder.study_file(), "{\"study\":");
  EXPECT_THROW(folder.open(record()), DataError);
  EXPECT_THROW(folder.read_record(), DataError);
}

TEST(StudyFolder, is_no_file_and_lies_in_none) {
  TempDir dir;
  write_file_atomically(dir / "pack.h5", "x");
  EXPECT_THAT(refusal(StudyFolder(dir / "pack.h5" / "results"), record()),
              HasSubstr("pack.h5/results: " + (dir / "pack.h5").string() + " is a file"));
  EXPECT_THAT(refusal(StudyFolder(dir / "pack.h5"), record()), HasSubstr("pack.h5: this is a file"));
  EXPECT_EQ(read_file(dir / "pack.h5"), "x");
}

TEST(StudyFolder, of_another_program_is_left_as_it_is) {
  for (const char* file : {"runs/exp1/weights.pt", "attempts/1", "journal", "runs"}) {
    TempDir dir;
    create_folders((dir / file).parent_path());
    write_file_atomically(dir / file, "x");
    EXPECT_THAT(refusal(StudyFolder(dir.path()), record()), HasSubstr("no results folder of sonosweep"))
        << file;
    EXPECT_FALSE(std::filesystem::exists(dir / "study.json"));
  }
  TempDir dir;
  const StudyFolder folder(dir.path());
  write_file_atomically(folder.study_file(), R"({"schema": "another"})");
  EXPECT_THAT(refusal(folder, record()), HasSubstr("study.json: was not written by sonosweep"));
  EXPECT_THROW(folder.read_record(), UsageError);
}

// Notes, logs of the batch system, the study file; and a launch that was killed at once.
TEST(StudyFolder, may_hold_other_files) {
  TempDir dir;
  create_folders(dir / "slurm");
  create_folders(dir / "runs");
  write_file_atomically(dir / "slurm/log", "x");
  write_file_atomically(dir / "study.ini", "[study]\n");
  EXPECT_EQ(refusal(StudyFolder(dir.path()), record()), "accepted");
}

TEST(StudyFolder, a_study_is_known_by_what_decides_numbers) {
  const auto digest = [](const study::Study& study) { return study_digest(study::study_to_json(study)); };
  const study::Study plain;
  study::Study other;
  other.retries = 7;
  other.keep_weights = "needed";
  other.segmentation.checkpoint_every = 5;
  other.readmission.checkpoint_every = 3;
  EXPECT_EQ(digest(other), digest(plain));
  other.segmentation.lr *= 2;
  EXPECT_NE(digest(other), digest(plain));
  EXPECT_EQ(study_digest({{"a", {{"x", 1}, {"y", 2}}}, {"b", 3}}),
            study_digest({{"b", 3}, {"a", {{"y", 2}, {"x", 1}}}}));
}

}  // namespace
}  // namespace sonosweep::sweep
