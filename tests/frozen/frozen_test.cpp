// What must not change while the structure does: study.json and the run ids of the paper's study, and the
// tables of a small results folder that a launcher wrote (frozen.ini; of its runs only what tables are made
// from is kept).
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "analysis/all_tables.h"
#include "analysis/read/study_results.h"
#include "analysis/render/table_files.h"
#include "analysis/tables/paper_tables.h"
#include "core/folder.h"
#include "golden.h"
#include "jobs/made_up_index.h"
#include "jobs/setup/study_setup.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep {
namespace {

using testing::expect_golden;

const std::filesystem::path kSource = SONOSWEEP_SOURCE_DIR;
const std::filesystem::path kFrozen = kSource / "tests/frozen";

study::Study paper() {
  return study::read_study_file(kSource / "jobs/studies/paper.ini");
}

TEST(Frozen, StudyJsonOfThePaper) {
  const testing::TempDir dir;
  const sweep::StudyFolder folder(dir / "results");
  folder.open(jobs::set_up_study(testing::made_up_index(30), paper()).record);
  auto json = nlohmann::ordered_json::parse(read_file(folder.study_file()));
  for (const char* of_this_build : {"program", "hosts"}) json.erase(of_this_build);
  expect_golden(kFrozen / "paper_study.json", json.dump(2) + "\n");
}

TEST(Frozen, RunIdsOfThePaper) {
  std::string ids;
  for (const auto& run : study::all_runs(paper())) ids += run.id() + "\n";
  expect_golden(kFrozen / "paper_runs.txt", ids);
}

TEST(Frozen, TablesOfASmallStudy) {
  const testing::TempDir dir;
  auto tables = analysis::all_tables(analysis::read_study_results(sweep::StudyFolder(kFrozen / "results")));
  analysis::add_paper_rows(tables);
  analysis::write_tables(dir.path(), tables);
  std::set<std::string> names;
  for (const auto& name : files_in(dir.path())) {
    const auto kind = std::filesystem::path(name).extension();
    if (kind != ".csv" && kind != ".md") continue;  // the others are rendered from the same tables
    names.insert(name);
    expect_golden(kFrozen / "tables" / name, read_file(dir / name));
  }
  for (const auto& name : files_in(kFrozen / "tables"))
    EXPECT_EQ(names.count(name), 1U) << name << " is gone";
  EXPECT_GE(names.size(), 20U);
}

}  // namespace
}  // namespace sonosweep
