// Planted truth, small (analysis/METHOD.md section 7.1; the full study is jobs/studies/planted.sh): an
// annotator whose labels at 60 % are the true structures. The suite must recommend 60 of 20, 60 and 100.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/atomic_file.h"
#include "core/csv.h"
#include "jobs/programs.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using testing::program;

// Without augmentation and dropout few steps do: 36, on 48 images.
const char* const kStudy =
    "[study]\nname = planted\nthresholds = 20, 60, 100\ntasks = segmentation\ncontrols =\n"
    "recommend_by = truth_iou\ntest_patients = 2\nvalidation_patients = 2\n"
    "[segmentation]\nencoder = resnet18\nepochs = 6\nbatch = 8\nlr = 1e-3\ndropout = 0\n"
    "rotation_probability = 0\nintensity_probability = 0\ncheckpoint_every = 100\n";

// threshold -> column -> field.
using Rows = std::map<std::string, std::map<std::string, std::string>>;

Rows read_table(const std::filesystem::path& file) {
  const auto lines = parse_csv(file.string(), read_file(file));
  Rows rows;
  for (std::size_t r = 1; r < lines.size(); ++r)
    for (std::size_t c = 0; c < lines[0].fields.size(); ++c)
      rows[lines[r].fields.at(0)][lines[0].fields[c]] = lines[r].fields.at(c);
  return rows;
}

TEST(PlantedTruth, IsRecommended) {
  const testing::TempDir dir;
  const auto path = [&](const char* name) { return (dir / name).string(); };
  write_file_atomically(dir / "study.ini", kStudy);
  for (const auto& command : std::vector<std::vector<std::string>>{
           {program("sonosweep-synth"), "--preset", "planted", "--planted-threshold", "60", "--patients",
            "16", "--size", "64x64", "--seed", "1", "--out", path("source")},
           {program("sonosweep-convert"), path("source"), path("pack.h5")},
           {program("sonosweep-launch"), "--data", path("pack.h5"), "--study", path("study.ini"), "--out",
            path("results")},
           {program("sonosweep-tables"), path("results")}}) {
    const auto ended = testing::run(command);
    ASSERT_EQ(ended.exit_code, 0) << command[0] << ": " << ended.err;
  }
  const auto value = [](const Rows& rows, const char* threshold, const char* column) {
    return std::stod(rows.at(threshold).at(column));
  };
  const auto recommendation = read_table(dir / "results/tables/recommendation.csv");
  EXPECT_EQ(recommendation.at("60").at("choice"), "recommended");
  const auto table1 = read_table(dir / "results/tables/table1_segmentation.csv");
  for (const auto& [rows, truth_iou] :
       {std::pair{recommendation, "val_truth_iou"}, std::pair{table1, "truth_iou"}})
    for (const char* other : {"20", "100"})
      EXPECT_GT(value(rows, "60", truth_iou), value(rows, other, truth_iou)) << truth_iou << " " << other;
  // Against the annotator's own labels it looks otherwise: those of 60 % are the truth, and nothing else is.
  EXPECT_EQ(value(table1, "60", "iou"), value(table1, "60", "truth_iou"));
  EXPECT_GT(value(table1, "20", "iou"), value(table1, "20", "truth_iou"));
  EXPECT_GT(value(table1, "20", "iou"), value(table1, "100", "iou"));
}

}  // namespace
}  // namespace sonosweep
