// The whole study from videos to table 1: 1, 2 and 4 ranks give the same tables, byte for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "jobs/programs.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::HasSubstr;
using testing::program;

TEST(Study, one_two_and_four_ranks_give_the_same_tables) {
  testing::TempDir dir;
  const auto pack = testing::make_tiny_pack(dir.path());
  const std::string study = SONOSWEEP_SOURCE_DIR "/jobs/studies/tiny.ini";
  std::string csv, per_class, printed;
  for (const int ranks : {1, 2, 4}) {
    const auto out = dir / ("results" + std::to_string(ranks));
    const std::vector<std::string> launch = {program("sonosweep-launch"), "--data", pack.string(), "--study", study,
                                             "--out", out.string()};
    const auto ended = testing::run_mpi(ranks, launch);
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    const auto tables = testing::run({program("sonosweep-tables"), out.string()});
    ASSERT_EQ(tables.exit_code, 0) << tables.err;
    const auto now = read_file(out / "tables/table1_segmentation.csv");
    if (csv.empty()) {
      csv = now;
      per_class = read_file(out / "tables/table1_per_class.csv");
      printed = tables.out;
      EXPECT_EQ(csv.substr(0, csv.find('\n')), "threshold,iou,weighted_ce,ce_unthresholded,trimap,truth_iou");
      EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);  // header, 0, 60, 100
    }
    EXPECT_EQ(now, csv) << ranks << " ranks";
    EXPECT_EQ(read_file(out / "tables/table1_per_class.csv"), per_class) << ranks << " ranks";
    EXPECT_EQ(tables.out, printed) << ranks << " ranks";
    // Started again, it finds everything done.
    const auto result = read_file(out / "runs/segmentation/t060/result.json");
    EXPECT_EQ(testing::run_mpi(ranks, launch).exit_code, 0);
    EXPECT_EQ(read_file(out / "runs/segmentation/t060/result.json"), result);
  }
}

}  // namespace
}  // namespace sonosweep
