#include "analysis/read/result_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/results/run_result.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;

class ResultReaderTest : public ::testing::Test {
 protected:
  ReadResult read(const std::string& text) {
    write_file_atomically(path_, text);
    return reader_.find(path_).value();
  }
  // What the general reader says of the same file.
  std::string general_message() const {
    return sonosweep::testing::message_of<DataError>([&] { (void)farm::read_run_result(path_); });
  }

  sonosweep::testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "result.json";
  ResultReader reader_;
};

TEST_F(ResultReaderTest, NothingWithoutAFile) {
  EXPECT_FALSE(reader_.find(path_));
}

TEST_F(ResultReaderTest, WhatTablesNeed) {
  farm::RunResult written;
  written.run_id = "sf_ratio/t060/fold1";
  written.done = true;
  written.metrics = {{"rmse_max", 0.1}, {"recall", std::nan("")}};
  written.details = {{"config", {{"study", {{"seeds", {1, 2}}}}}},
                     {"wall_s", 2.5},
                     {"best_epoch", 7},
                     {"device", "cpu \"0\""},
                     {"counts", {{"test", {{"videos", 7}}}}},
                     {"left_out", {"a"}},
                     {"output", "abc"},
                     {"inputs", {{"cache/t060", "def"}}}};
  farm::write_run_result(path_, written);
  const auto result = reader_.find(path_).value();
  EXPECT_EQ(result.run_id, written.run_id);
  EXPECT_TRUE(result.done);
  EXPECT_EQ(result.metrics.at("rmse_max"), 0.1);
  EXPECT_TRUE(std::isnan(result.metrics.at("recall")));
  EXPECT_EQ(result.metrics.size(), 2U);
  EXPECT_EQ(result.details.number("/wall_s"), 2.5);
  EXPECT_EQ(result.details.number("/best_epoch"), 7);
  EXPECT_EQ(result.details.number("/counts/test/videos"), 7);
  EXPECT_EQ(result.details.text("/device"), "cpu \"0\"");
  EXPECT_EQ(result.details.find("left_out")->dump(), R"(["a"])");
  EXPECT_EQ(result.details.find("config"), nullptr);
  EXPECT_EQ(result.output, "abc");
  EXPECT_EQ(result.inputs->dump(), R"({"cache/t060":"def"})");
}

TEST_F(ResultReaderTest, EqualDetailsAreHeldOnce) {
  const auto text = [](int seconds) {
    return R"({"run_id": "r", "status": "done", "metrics": {}, "counts": {"test": 1}, "wall_s": )" +
           std::to_string(seconds) + "}";
  };
  const auto a = read(text(1)), b = read(text(2));
  EXPECT_EQ(a.details.find("counts"), b.details.find("counts"));
  EXPECT_EQ(a.details.number("/wall_s"), 1);
  EXPECT_EQ(b.details.number("/wall_s"), 2);
}

TEST_F(ResultReaderTest, Failures) {
  const auto result = read(R"({"run_id":"r","status":"failed","cause":"killed by \"9\"","attempts":2})");
  EXPECT_FALSE(result.done);
  EXPECT_EQ(result.cause, "killed by \"9\"");
  EXPECT_TRUE(result.metrics.empty());
}

// Order does not matter; quotes and brackets in what is skipped; the same names further inside stay.
TEST_F(ResultReaderTest, SkipsWhatIsNotWanted) {
  const auto result = read(
      R"({"config":{"a":["}\"",{"b":"]"}],"c":"\\"},"metrics":{"config":1},"libraries" : ["a\"}b"],)"
      R"("gpus":7 ,"device":"x","data":{"config":"y"},"files":[[1],[2]],"status":"done","run_id":"r"} )");
  EXPECT_TRUE(result.done);
  EXPECT_EQ(result.metrics.at("config"), 1);
  EXPECT_EQ(result.details.text("/device"), "x");
  EXPECT_EQ(result.details.text("/data/config"), "y");
}

// Every beginning of a file is damaged, and is named as by the general reader.
TEST_F(ResultReaderTest, CutShort) {
  const std::string whole =
      R"({"run_id":"r","config":{"a":["}\"",{"b":"]"}]},"counts":{"test":[1]},"status":"done","metrics":{"iou":0.5}})";
  EXPECT_EQ(read(whole).run_id, "r");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto message = sonosweep::testing::message_of<DataError>([&] { read(whole.substr(0, length)); });
    EXPECT_EQ(message, general_message()) << length;
  }
}

TEST_F(ResultReaderTest, DamageIsNamedAsByTheGeneralReader) {
  for (const char* text :
       {"", "{", "[]", "7", "null", "{}", R"({"run_id":"r"})",
        R"({"run_id":"r","status":"odd","metrics":{}})", R"({"run_id":"r","status":"done"})",
        R"({"run_id":7,"status":"done","metrics":{}})",
        R"({"run_id":"r","status":"done","metrics":{"iou":x}})",
        R"({"run_id":"r","status":"done","metrics":{"iou":"0.5"}})",
        R"({"run_id":"r","status":"done","metrics":{"iou":nul}})",
        R"({"run_id":"r","status":"done","metrics":{"iou":0.5,}})",
        R"({"run_id":"r","status":"done","metrics":{},"counts":{"test":x}})",
        R"({"run_id":"r","status":"done","metrics":{},"inputs":{"a":}})",
        R"({"run_id":"r","status":"done","metrics":{}} {})",
        "{\"run_id\":\"r\xff\",\"status\":\"done\",\"metrics\":{}}"}) {
    const auto message = sonosweep::testing::message_of<DataError>([&] { read(text); });
    EXPECT_THAT(message, HasSubstr("result.json: damaged result (")) << text;
    EXPECT_EQ(message, general_message()) << text;
  }
}

// What only the general reader understands is no damage: an integer beyond 64 bits.
TEST_F(ResultReaderTest, NumbersOfAnySize) {
  const auto result = read(
      R"({"run_id":"r","status":"done","metrics":{"a":123456789012345678901234567890,"b":-0.0,"c":5e-324}})");
  EXPECT_EQ(result.metrics.at("a"), 123456789012345678901234567890.0);
  EXPECT_TRUE(std::signbit(result.metrics.at("b")));
  EXPECT_EQ(result.metrics.at("c"), 5e-324);
}

TEST_F(ResultReaderTest, AFolderInItsPlace) {
  create_folders(path_);
  EXPECT_THROW((void)reader_.find(path_), Error);
}

}  // namespace
}  // namespace sonosweep::analysis
