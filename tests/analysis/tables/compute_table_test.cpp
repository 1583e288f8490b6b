#include "analysis/tables/compute_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;

TEST(ComputeTable, PerKindOfRun) {
  const sonosweep::testing::TempDir dir;
  const sweep::StudyFolder folder(dir.path());
  testing::write_study(folder, testing::clinical_study());
  testing::write_done(folder, "segmentation/t000", {},
                      {{"wall_s", 10}, {"peak_memory_bytes", 5e8}, {"device", "cpu"}});
  testing::write_done(folder, "segmentation/t060", {},
                      {{"wall_s", 15}, {"peak_memory_bytes", 6e8}, {"device", "cuda:0"}});
  testing::write_done(
      folder, "sf_change/grayscale/fold1", {},
      {{"wall_s", 2.5}, {"peak_memory_bytes", 25e7}, {"device", "cpu"}, {"continued_after_epoch", 3}});
  testing::write_failed(folder, "sf_ratio/t000/fold0", "killed");
  const auto table = compute_table(read_study_results(folder));
  EXPECT_EQ(render_csv(table),
            "kind,runs,done,wall_s_mean,wall_s_max,wall_s_total,peak_memory_mb_max,device\n"
            "segmentation,2,2,12.5,15,25,600,\"cpu, cuda:0\"\n"
            "cache,2,0,,,,,\n"
            "sf_change,6,1,2.5,2.5,2.5,250,cpu\n"
            "sf_ratio,6,0,,,,,\n"
            "readmission,6,0,,,,,\n");
  EXPECT_THAT(render_markdown(table),
              HasSubstr("- 1 run was stopped and continued; of these only the last part is "
                        "counted.\n"));
}

}  // namespace
}  // namespace sonosweep::analysis
