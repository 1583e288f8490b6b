#include "farm/results/run_result.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

class RunResultFile : public ::testing::Test {
 protected:
  RunResult read(const std::string& text) {
    write_file_atomically(path_, text);
    return read_run_result(path_);
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
}

TEST_F(RunResultFile, damage_is_told) {
  const std::string whole = R"({"run_id":"r","config":{"a":["}\"",{"b":"]"}]},"status":"done","metrics":{}})";
  EXPECT_EQ(read(whole).run_id, "r");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_THROW(read(whole.substr(0, length)), DataError) << length;
  EXPECT_THROW(read(R"({"run_id":"r","status":"done","metrics":{"iou":x}})"), DataError);
}

TEST(RunResult, round_trip_with_undefined_metrics) {
  testing::TempDir dir;
  RunResult result;
  result.run_id = "segmentation/t060";
  result.done = true;
  result.metrics = {{"iou", 1.0 / 3}, {"hd95", std::nan("")}};
  result.details["device"] = "cpu";
  write_run_result(dir / "result.json", result);
  const auto back = read_run_result(dir / "result.json");
  EXPECT_TRUE(back.done);
  EXPECT_EQ(back.metrics.at("iou"), 1.0 / 3);
  EXPECT_TRUE(std::isnan(back.metrics.at("hd95")));
  EXPECT_EQ(back.details.at("device"), "cpu");
  EXPECT_FALSE(find_run_result(dir / "other.json"));
}

TEST(RunResult, damage_is_named) {
  testing::TempDir dir;
  for (const char* text :
       {"", "{", "{\"run_id\": \"x\"}", "{\"run_id\": \"x\", \"status\": \"perhaps\"}", "[]"}) {
    write_file_atomically(dir / "result.json", text);
    EXPECT_THROW(read_run_result(dir / "result.json"), DataError) << text;
  }
}

}  // namespace
}  // namespace sonosweep::farm
