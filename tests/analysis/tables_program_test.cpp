// The built sonosweep-tables: exit codes, standard output, files.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>

#include "analysis/made_up_results.h"
#include "analysis/verified_results.h"
#include "core/atomic_file.h"
#include "core/sha256.h"
#include "study/grid.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class TablesProgram : public ::testing::Test {
 protected:
  int run(const std::string& arguments) {
    const std::string command = "'" TABLES_PROGRAM "' " + arguments + " > '" + (dir_ / "out").string() +
                                "' 2> '" + (dir_ / "err").string() + "'";
    const int status = std::system(command.c_str());
    out_ = read_file(dir_ / "out");
    err_ = read_file(dir_ / "err");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_ / "results"};
  std::string out_, err_;
};

TEST_F(TablesProgram, WholeStudy) {
  testing::write_study(folder_, testing::small_study());
  testing::write_done(folder_, "segmentation/t000", testing::made_up_metrics(0.1));
  testing::write_done(folder_, "segmentation/t060", testing::made_up_metrics(0.05));
  ASSERT_EQ(run("'" + folder_.root().string() + "'"), 0) << err_;
  EXPECT_THAT(err_, IsEmpty());
  std::string expected;
  for (const char* name : {"table1_segmentation", "recommendation", "table1_per_class", "table1_more",
                           "table1_comparisons", "compute"})
    expected += read_file(folder_.tables() / (std::string(name) + ".md")) + "\n";
  EXPECT_EQ(out_, expected);
  EXPECT_EQ(
      read_file(folder_.tables() / "table1_segmentation.csv"),
      "threshold,iou,weighted_ce,ce_unthresholded,trimap\n0,0.5,0.25,0.1,0.125\n60,0.5,0.25,0.05,0.125\n");

  const std::string first = read_file(folder_.tables() / "table1_segmentation.tex");
  ASSERT_EQ(run("'" + folder_.root().string() + "'"), 0);
  EXPECT_EQ(out_, expected);
  EXPECT_EQ(read_file(folder_.tables() / "table1_segmentation.tex"), first);
}

TEST_F(TablesProgram, OtherFilesAreReplacedWhenForced) {
  testing::write_study(folder_, testing::small_study());
  create_folders(folder_.tables());
  const auto file = folder_.tables() / "table1_segmentation.html";
  write_file_atomically(file, "my notes");
  EXPECT_EQ(run("'" + folder_.root().string() + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("--force replaces it"));
  EXPECT_EQ(read_file(file), "my notes");
  EXPECT_EQ(run("--force '" + folder_.root().string() + "'"), 0) << err_;
  EXPECT_THAT(read_file(file), StartsWith("<!DOCTYPE html>"));
}

TEST_F(TablesProgram, WholeClinicalStudy) {
  auto study = testing::clinical_study();
  study.tasks = {"segmentation", "sf_ratio"};
  testing::write_study(folder_, study, false, {"sf_change: no two videos of one zone have an S/F ratio"});
  testing::write_others_done(folder_, study,
                             {{"rmse_max", 0.25}, {"rmse_average", 0.5}, {"rmse_median", 0.5}});
  ASSERT_EQ(run("'" + folder_.root().string() + "'"), 0) << err_;
  EXPECT_THAT(err_, HasSubstr("task left out: sf_change: no two videos"));
  EXPECT_THAT(
      out_, HasSubstr("**Table 2.** S/F change was left out: no two videos of one zone have an S/F ratio."));
  EXPECT_THAT(out_, HasSubstr("| >= 60 %        | 0.2500 ± 0.0000 |"));
  EXPECT_THAT(read_file(folder_.tables() / "table3_sf_ratio.csv"), HasSubstr("\n60,0.25,0,0.5,0,0.5,0,2\n"));
  EXPECT_THAT(read_file(folder_.tables() / "table3_controls.csv"),
              HasSubstr("\ngrayscale,0.25,0,0.5,0,0.5,0,2\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_.tables() / "table3_controls.md"));
  EXPECT_TRUE(std::filesystem::exists(folder_.tables() / "table3_sf_ratio.tex"));
}

TEST_F(TablesProgram, ConstantNetworks) {
  auto study = testing::clinical_study();
  study.tasks = {"segmentation", "sf_ratio"};
  testing::write_study(folder_, study);
  testing::write_done(folder_, "sf_ratio/t060/fold1", {{"rmse_max", 0.25}, {"rmse_average", 0.5}},
                      testing::constant_details());
  testing::write_others_done(folder_, study, {{"rmse_max", 0.25}, {"rmse_average", 0.5}});
  const auto results = "'" + folder_.root().string() + "'";
  EXPECT_EQ(run(results), 0) << err_;
  EXPECT_THAT(err_, HasSubstr("1 of 6 clinical networks is constant: the same answer for everybody, whatever "
                              "the video; see the notes of the tables: Table 3, >= 60 %: 1/2 constant\n"));
  EXPECT_THAT(out_, HasSubstr("Constant: 1 of 6 networks"));
  const auto all = out_;
  EXPECT_EQ(run("--fail-on-constant " + results), 1);
  EXPECT_EQ(out_, all);  // and everything is written
}

// Two samples of one target, or none at all: not known is not healthy.
TEST_F(TablesProgram, NetworksOfWhichItCannotBeToldWhetherTheyAreConstant) {
  testing::write_verified_results(folder_, testing::clinical_study());
  const auto results = "'" + folder_.root().string() + "'";
  EXPECT_EQ(run("--fail-on-constant " + results), 0) << err_;
  const auto path = folder_.predictions_file("sf_ratio/t060/fold1");
  tasks::write_predictions(path, std::vector<tasks::SfRatioPrediction>{{"a1", "p1", 1, "R1", 0.5, 0.5},
                                                                       {"a2", "p1", 2, "R1", 0.5, 0.75}});
  testing::change_result(folder_, "sf_ratio/t060/fold1", [&](auto& result) {
    result.details["files"]["predictions.csv"] = sha256_file(path);
  });
  EXPECT_EQ(run(results), 0) << err_;
  EXPECT_EQ(run("--fail-on-constant " + results), 1);
  EXPECT_THAT(err_, HasSubstr("--fail-on-constant: whether 1 clinical network is constant cannot be told: "
                              "sf_ratio/t060/fold1"));
  EXPECT_TRUE(std::filesystem::exists(folder_.tables() / "table3_sf_ratio.csv"));
  std::filesystem::remove(path);
  EXPECT_EQ(run("--verify --fail-on-constant " + results), 1);
  EXPECT_THAT(err_, HasSubstr("cannot be told: sf_ratio/t060/fold1"));
}

// The script on a study that is done: what it says of the networks, and its exit code.
TEST_F(TablesProgram, PlantedTruthFailsWhereNetworksAreConstant) {
  auto study = testing::clinical_study();
  study.tasks = {"segmentation", "sf_ratio"};
  study.seeds = {1, 2};
  study.recommend_by = "truth_iou";
  testing::write_study(folder_, study, true);
  for (const auto& one : study::all_runs(study))
    if (one.kind == study::RunKind::kSfRatio)
      testing::write_done(folder_, one.id(), {{"rmse_max", 0.5}}, testing::spread_details(0.5));
  testing::write_others_done(folder_, study, {{"truth_iou", 0.75}, {"val_truth_iou", 0.75}});
  create_folders(dir_ / "bin");
  for (const char* name : {"sonosweep-synth", "sonosweep-convert"})
    write_file_atomically(dir_ / "bin" / name, "#!/bin/sh\n");
  write_file_atomically(dir_ / "bin" / "sonosweep-launch",
                        "#!/bin/sh\nmkdir -p \"$6\" && cp -r '" + folder_.root().string() + "/.' \"$6\"\n");
  std::filesystem::create_symlink(TABLES_PROGRAM, dir_ / "bin" / "sonosweep-tables");
  for (const char* name : {"sonosweep-synth", "sonosweep-convert", "sonosweep-launch"})
    std::filesystem::permissions(dir_ / "bin" / name, std::filesystem::perms::owner_all);
  const auto planted = [&](const std::string& out) {
    const auto text = dir_ / (out + ".txt");
    const auto command =
        fmt::format("SONOSWEEP_BIN='{}' bash '" PLANTED_SCRIPT "' '{}' planted.ini 40 > '{}' 2>&1",
                    (dir_ / "bin").string(), (dir_ / out).string(), text.string());
    const int status = std::system(command.c_str());
    out_ = read_file(text);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  };
  EXPECT_EQ(planted("healthy"), 0) << out_;
  EXPECT_THAT(out_, HasSubstr("medians strictly in the order of what was planted: ok"));
  testing::write_done(folder_, "sf_ratio/t060/seed2/fold1", {{"rmse_max", 0.5}}, testing::constant_details());
  EXPECT_EQ(planted("constant"), 1);
  EXPECT_THAT(out_, HasSubstr("1 of 12 clinical networks is constant"));
  EXPECT_THAT(out_, HasSubstr("clinical networks that answer: NO, some are constant (see above): 40 %\n"));
}

TEST_F(TablesProgram, DamagedAndFailedRunsAreNamed) {
  testing::write_study(folder_, testing::small_study());
  testing::write_failed(folder_, "segmentation/t000", "out of memory");
  create_folders(folder_.run("segmentation/t060"));
  write_file_atomically(folder_.result_file("segmentation/t060"), "not json");
  ASSERT_EQ(run("'" + folder_.root().string() + "'"), 0) << err_;
  EXPECT_THAT(err_, HasSubstr("segmentation/t000: failed (out of memory)"));
  EXPECT_THAT(err_, HasSubstr("t060/result.json: damaged"));
  EXPECT_THAT(out_, HasSubstr("0 of 2 runs are done"));
}

TEST_F(TablesProgram, ThePaperBeside) {
  testing::write_study(folder_, testing::small_study());
  testing::write_others_done(folder_, testing::small_study(), testing::made_up_metrics(0.1));
  ASSERT_EQ(run("--paper '" + folder_.root().string() + "'"), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("| *The paper, as printed* |"));
  EXPECT_THAT(out_, HasSubstr("60 % (0.432) is above 50 % (0.424)"));
}

// A folder into which results of another study or data set were copied is refused, named, and left alone.
TEST_F(TablesProgram, ResultsOfTwoStudies) {
  testing::write_verified_results(folder_, testing::small_study());
  ASSERT_EQ(run("'" + folder_.root().string() + "'"), 0) << err_;
  const sweep::StudyFolder other(dir_ / "other");
  auto study = testing::small_study();
  study.segmentation.epochs = 3;
  testing::write_verified_results(other, study);
  std::filesystem::remove_all(folder_.tables());
  std::filesystem::copy_file(other.result_file("segmentation/t060"), folder_.result_file("segmentation/t060"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(run("'" + folder_.root().string() + "'"), 2);
  EXPECT_THAT(
      err_,
      HasSubstr("segmentation/t060 is of another study than study.json: segmentation.epochs is 3 there, "
                "100 in study.json"));
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(folder_.tables()));
}

TEST_F(TablesProgram, Verify) {
  testing::write_verified_results(folder_, testing::clinical_study());
  ASSERT_EQ(run("--verify '" + folder_.root().string() + "'"), 0) << err_ << out_;
  EXPECT_THAT(out_, HasSubstr("22 of 22 runs have a result"));
  EXPECT_THAT(err_, IsEmpty());
  testing::flip_bit(folder_, "cache/t060", "masks.h5");
  ASSERT_EQ(run("--verify '" + folder_.root().string() + "'"), 1) << err_;
  EXPECT_THAT(out_, HasSubstr("Table 3, >= 60 % (RMSE-Max, RMSE-Average, RMSE-Median): 2 of 2 runs\n"
                              "  cache/t060: masks.h5: not the bytes it ended with\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_.tables()));
}

// 24 patients, a third readmitted, and nobody said to be: right in 16 of 24, however outcomes are permuted.
TEST_F(TablesProgram, Permutations) {
  auto study = testing::clinical_study();
  study.tasks = {"segmentation", "readmission"};
  study.readmission.start = "random";
  std::vector<tasks::ReadmissionPrediction> rows;
  std::vector<std::string> patients;
  for (int p = 0; p < 24; ++p) {
    patients.push_back(fmt::format("p{:02}", p));
    rows.push_back({patients.back(), "R1", p % 3 == 0 ? 1 : 0, 1.0, 0.0});
  }
  testing::write_study_of_patients(folder_, study, patients);
  testing::write_others_done(folder_, study, testing::made_up_metrics(0.1));
  for (const auto& one : study::all_runs(study))
    if (one.kind == study::RunKind::kReadmission)
      tasks::write_predictions(folder_.predictions_file(one.id()), rows);
  const auto results = "'" + folder_.root().string() + "'";
  ASSERT_EQ(run("--permutations 20 " + results), 0) << err_;
  EXPECT_THAT(out_, StartsWith("**Negative control.** Outcomes of the test patients permuted 20 times"));
  EXPECT_THAT(read_file(folder_.tables() / "negative_control.csv"),
              HasSubstr("\nreadmission,60,accuracy,24,0.66666666666666"));
  // Reported, and no fault here.
  EXPECT_THAT(err_, HasSubstr("6 of 6 clinical networks are constant"));
  EXPECT_THAT(out_, HasSubstr("30-day readmission. Constant: 6 of 6 networks"));
  EXPECT_EQ(run("--permutations 20 --fail-on-constant " + results), 1);
  EXPECT_FALSE(std::filesystem::exists(folder_.tables() / "table1_segmentation.csv"));
  EXPECT_EQ(run("--permutations 19 " + results), 2);
  EXPECT_THAT(err_, HasSubstr("at least 20"));
  for (const auto& one : study::all_runs(study))
    if (one.kind == study::RunKind::kReadmission) std::filesystem::remove(folder_.predictions_file(one.id()));
  EXPECT_EQ(run("--permutations 20 " + results), 2);
  EXPECT_THAT(err_, HasSubstr("no predictions of clinical runs to judge"));
}

// Every way to a table, and nothing is written.
TEST_F(TablesProgram, ChangedPredictionsAreRefused) {
  auto study = testing::clinical_study();
  study.controls = {"truth", "shuffled"};
  testing::write_verified_results(folder_, study);
  const auto results = "'" + folder_.root().string() + "'";
  EXPECT_EQ(run(results), 0) << err_;
  std::filesystem::remove_all(folder_.tables());
  const auto path = folder_.predictions_file("sf_ratio/t060/fold1");
  auto rows = testing::verified_ratios();
  rows[1].prediction = rows[1].target;  // whole, and a little better
  tasks::write_predictions(path, rows);
  EXPECT_EQ(run(results), 3);
  EXPECT_THAT(err_, HasSubstr(path.string() + ": is not what the run wrote"));
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_EQ(run("--paper " + results), 3);
  EXPECT_EQ(run("--permutations 20 " + results), 3);
  EXPECT_EQ(run("--verify " + results), 1);
  EXPECT_THAT(out_, HasSubstr("  sf_ratio/t060/fold1: predictions.csv: not the bytes it ended with\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_.tables()));
}

// A number that nobody can have is in no table.
TEST_F(TablesProgram, AMetricThatCannotBeIsLeftOut) {
  testing::write_verified_results(folder_, testing::clinical_study());
  testing::change_result(folder_, "sf_change/t060/fold1",
                         [](auto& result) { result.metrics["accuracy3"] = 7.5; });
  const auto results = "'" + folder_.root().string() + "'";
  EXPECT_EQ(run(results), 0) << err_;
  EXPECT_THAT(err_, HasSubstr("sf_change/t060/fold1: left out: "));
  EXPECT_THAT(err_,
              HasSubstr("damaged result (metrics.accuracy3 is 7.5, and a share is from 0 to 1); delete it"));
  EXPECT_THAT(out_, HasSubstr("Without a result: sf_change/t060/fold1."));
  EXPECT_THAT(read_file(folder_.tables() / "table2_sf_change.csv"), HasSubstr("\n60,0.5,,1,,1\n"));
  EXPECT_EQ(run("--verify " + results), 1);
  EXPECT_THAT(out_, HasSubstr("accuracy3 is 7.5 in result.json, 0.5 by its predictions.csv\n"));
}

TEST_F(TablesProgram, WrongUsage) {
  EXPECT_EQ(run(""), 2);
  EXPECT_THAT(err_, HasSubstr("missing argument results"));
  create_folders(folder_.root());
  EXPECT_EQ(run("'" + folder_.root().string() + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("no study.json"));
  EXPECT_EQ(run("--hlep"), 2);
  EXPECT_THAT(err_, HasSubstr("did you mean 'help'?"));
  EXPECT_THAT(out_, IsEmpty());
  write_file_atomically(folder_.study_file(), "{");
  EXPECT_EQ(run("'" + folder_.root().string() + "'"), 3);
}

TEST_F(TablesProgram, Help) {
  EXPECT_EQ(run("--help"), 0);
  EXPECT_THAT(out_, StartsWith("Usage: sonosweep-tables RESULTS [OPTION ...]"));
  EXPECT_EQ(run("--version"), 0);
  EXPECT_THAT(out_, StartsWith("sonosweep-tables "));
}

}  // namespace
}  // namespace sonosweep::analysis
