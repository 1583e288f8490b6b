// analysis/METHOD.md describes the columns of predictions.csv, all of them and in their order.
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/text.h"
#include "tasks/predictions.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::analysis {
namespace {

// The second column of the rows that begin with "| `TASK` |", joined by commas.
std::string described_header(const std::string& task) {
  const auto text = read_file(std::filesystem::path(SONOSWEEP_SOURCE_DIR) / "analysis/METHOD.md");
  const std::string start = "\n| `" + task + "` | `";
  std::vector<std::string> columns;
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at)) {
    at += start.size();
    columns.push_back(text.substr(at, text.find('`', at) - at));
  }
  return join(columns, ",");
}

TEST(PredictionsColumns, AreThoseOfTheMethod) {
  const sonosweep::testing::TempDir dir;
  const auto written_header = [&](const auto& rows) {
    tasks::write_predictions(dir / "predictions.csv", rows);
    const auto text = read_file(dir / "predictions.csv");
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(described_header("sf_change"), written_header(std::vector<tasks::SfChangePrediction>()));
  EXPECT_EQ(described_header("sf_ratio"), written_header(std::vector<tasks::SfRatioPrediction>()));
  EXPECT_EQ(described_header("readmission"), written_header(std::vector<tasks::ReadmissionPrediction>()));
}

}  // namespace
}  // namespace sonosweep::analysis
