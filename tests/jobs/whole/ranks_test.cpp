// The whole study from videos to four tables: one process, one rank and two ranks give the same tables, byte
// for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/atomic_file.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::HasSubstr;
using testing::program;

// What sonosweep-tables prints and writes, by file name.
std::map<std::string, std::string> tables_of(const std::filesystem::path& results) {
  const auto ended = testing::run({program("sonosweep-tables"), results.string()});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  std::map<std::string, std::string> tables = {{"printed", ended.out}};
  for (const auto& entry : std::filesystem::directory_iterator(results / "tables"))
    // Times and memory are no results.
    if (entry.path().filename().string().find("compute") == std::string::npos)
      tables[entry.path().filename().string()] = read_file(entry.path());
  return tables;
}

TEST(Study, one_and_two_ranks_give_the_same_tables) {
  testing::TempDir dir;
  testing::copy_results(dir / "one");
  auto one = tables_of(dir / "one");
  const auto& csv = one.at("table1_segmentation.csv");
  EXPECT_EQ(csv.substr(0, csv.find('\n')), "threshold,iou,weighted_ce,ce_unthresholded,trimap,truth_iou");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);  // header, 0, 60
  for (const char* name :
       {"table1_per_class.csv", "table2_sf_change.csv", "table3_sf_ratio.csv", "table4_readmission.csv"})
    EXPECT_EQ(one.count(name), 1U) << name;

  const auto launch = testing::launch_command(dir / "two");
  const auto ended = testing::run_mpi(2, launch);
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  auto two = tables_of(dir / "two");
  one.erase("printed");  // holds the compute table too
  two.erase("printed");
  EXPECT_EQ(one, two);

  // Started again, it finds everything done and changes nothing.
  const auto file = dir / "two/runs/sf_change/t060/fold0/result.json";
  const auto before = read_file(file);
  const auto again = testing::run_mpi(1, launch);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(read_file(file), before);
}

}  // namespace
}  // namespace sonosweep
