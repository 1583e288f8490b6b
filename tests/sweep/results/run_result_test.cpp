#include "sweep/results/run_result.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::sweep {
namespace {

class RunResultFile : public ::testing::Test {
 protected:
  RunResult read(const std::string& text, const std::vector<std::string>& without) {
    write_file_atomically(path_, text);
    return read_run_result(path_, without);
  }
  sonosweep::testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "result.json";
};

TEST_F(RunResultFile, written_and_read_back) {
  RunResult result;
  result.run_id = "segmentation/t060";
  result.done = true;
  result.metrics = {{"iou", 0.5}, {"hd95", std::nan("")}};
  result.details = {{"config", {{"study", {{"name", "a"}}}}}, {"wall_s", 2}};
  write_run_result(path_, result);
  const auto back = read_run_result(path_);
  EXPECT_EQ(back.metrics.at("iou"), 0.5);
  EXPECT_TRUE(std::isnan(back.metrics.at("hd95")));
  EXPECT_EQ(back.details, result.details);
  EXPECT_EQ(read_run_result(path_, {"config"}).details.dump(), R"({"wall_s":2})");
}

// Objects, lists, texts and numbers; quotes and brackets in texts; the same name further inside stays.
TEST_F(RunResultFile, skips_what_is_not_wanted) {
  const auto result =
      read(R"({"run_id":"r","config":{"a":["}\"",{"b":"]"}],"c":"\\"},"status":"done",)"
           R"("metrics":{"config":1},"host" : "a\"}b","cpu":7 ,"inputs":{"host":"x"},"last":[[1],[2]]})",
           {"config", "host", "cpu", "last"});
  EXPECT_TRUE(result.done);
  EXPECT_EQ(result.metrics.at("config"), 1);
  EXPECT_EQ(result.details.dump(), R"({"inputs":{"host":"x"}})");
}

TEST_F(RunResultFile, damage_is_told_whatever_is_skipped) {
  const std::string whole = R"({"run_id":"r","config":{"a":["}\"",{"b":"]"}]},"status":"done","metrics":{}})";
  EXPECT_EQ(read(whole, {"config"}).run_id, "r");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_THROW(read(whole.substr(0, length), {"config"}), DataError) << length;
  EXPECT_THROW(read(R"({"run_id":"r","status":"done","metrics":{"iou":x}})", {"config"}), DataError);
}

}  // namespace
}  // namespace sonosweep::sweep
