#include "analysis/tables/paper_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/all_tables.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PaperTables, AreWhole) {
  ASSERT_EQ(paper_tables().size(), 4U);
  const std::vector<int> thresholds = {0, 20, 40, 50, 60, 80, 100};
  for (const auto& table : paper_tables()) {
    ASSERT_EQ(table.rows.size(), thresholds.size()) << table.name;
    EXPECT_FALSE(table.slips.empty());
    for (std::size_t r = 0; r < thresholds.size(); ++r) {
      EXPECT_EQ(table.rows[r].threshold, thresholds[r]);
      EXPECT_EQ(table.rows[r].values.size(), table.metrics.size());
      for (const auto& value : table.rows[r].values) EXPECT_EQ(std::isnan(value.sd), table.runs == 1);
    }
  }
}

// Column sums of the printed means, added up from the page.
TEST(PaperTables, SumsOfTheColumns) {
  const std::vector<std::vector<double>> sums = {
      {2.948, 0.170, 0.568, 0.310}, {2.432, 3.574}, {2.4142, 2.8124, 2.748}, {4.1, 4.7, 3.935}};
  for (std::size_t t = 0; t < sums.size(); ++t)
    for (std::size_t c = 0; c < sums[t].size(); ++c) {
      double sum = 0;
      for (const auto& row : paper_tables()[t].rows) sum += row.values[c].mean;
      EXPECT_NEAR(sum, sums[t][c], 1e-9) << paper_tables()[t].name << " " << c;
    }
}

TEST(PaperTables, StandBeneathOurs) {
  const sonosweep::testing::TempDir dir;
  const sweep::StudyFolder folder(dir.path());
  testing::write_study(folder, testing::clinical_study(), true);
  auto tables = all_tables(read_study_results(folder));
  const auto before = render_csv(tables[1]);
  const auto count = tables[4].rows.size();
  add_paper_rows(tables);
  EXPECT_EQ(tables[0].rows.size(), 9U);
  EXPECT_EQ(render_csv(tables[1]), before);  // for people only
  EXPECT_EQ(tables[4].rows.size(), count);
  EXPECT_THAT(render_markdown(tables[0]), AllOf(HasSubstr("The paper, as printed"), HasSubstr("0.597"),
                                                HasSubstr("60 % (0.432) is above 50 % (0.424)")));
  EXPECT_THAT(render_markdown(tables[1]),
              AllOf(HasSubstr("0.515 ± 0.504"), HasSubstr("misprint of the error bar")));
  EXPECT_THAT(render_markdown(tables[2]), HasSubstr("0.2902 ± 0.0496"));
  EXPECT_THAT(render_markdown(tables[3]), AllOf(HasSubstr("0.768 ± 0.224"), HasSubstr("can only be 0.767")));
  for (const auto& table : tables) {
    for (const auto& row : table.rows) {
      if (!row.is_control) continue;
      for (const auto& cell : row.cells) EXPECT_FALSE(cell.best);
    }
  }
}

// Our S/F ratios may be divided by another number than the paper's.
TEST(PaperTables, SayTheirUnitWhereOursIsAnother) {
  const sonosweep::testing::TempDir dir;
  const sweep::StudyFolder folder(dir.path());
  testing::write_study(folder, testing::clinical_study());
  const auto notes_with = [&](std::optional<double> scale) {
    const auto read = read_study_results(folder);
    auto record = read.record();
    record.sf_scale = scale;
    auto tables = all_tables({record, read.study(), read.runs(), folder});
    add_paper_rows(tables);
    return render_markdown(tables[2]);
  };
  EXPECT_THAT(notes_with(std::nullopt),
              AllOf(HasSubstr("normalised ratio, S/F / 477;"), Not(HasSubstr("others than"))));
  EXPECT_THAT(notes_with(477), HasSubstr("normalised ratio, S/F / 477;"));
  EXPECT_THAT(notes_with(100),
              AllOf(HasSubstr("normalised ratio, S/F / 100;"),
                    HasSubstr("The paper's rows are in units of S/F / 477, others than ours.")));
  EXPECT_THAT(notes_with(0), HasSubstr("normalised ratio, normalised S/F;"));
}

}  // namespace
}  // namespace sonosweep::analysis
