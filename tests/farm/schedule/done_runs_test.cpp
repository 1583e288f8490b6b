#include "farm/schedule/done_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "farm/results/provenance.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// segmentation -> cache -> change -> readmission, cache -> ratio, all done, each with its digest. The plan
// names them in an order that is not that of their needs.
class MarkDone : public ::testing::Test {
 protected:
  void SetUp() override {
    plan_ = {{"readmission", {"cache", "change"}},
             {"change", {"cache"}},
             {"ratio", {"cache"}},
             {"cache", {"segmentation"}},
             {"segmentation"}};
    for (const auto& run : plan_) write(run.id, run.id + "1", run.needs);
  }

  void write(const std::string& id, const std::string& digest, const std::vector<std::string>& inputs,
             bool done = true) const {
    RunResult result;
    result.run_id = id;
    result.done = done;
    set_output(result, digest);
    for (const auto& input : inputs) add_input(result, input, input + "1");
    create_folders(folder_.run(id));
    write_run_result(folder_.result_file(id), result);
  }

  std::vector<std::string> done() {
    said_.clear();
    auto plan = plan_;
    mark_done(plan, folder_, [this](LogLevel, const std::string& text) { said_.push_back(text); });
    std::vector<std::string> ids;
    for (const auto& run : plan)
      if (run.done) ids.push_back(run.id);
    return ids;
  }
  bool has(const std::string& id, const std::string& file) const {
    return std::filesystem::exists(folder_.run(id) / file);
  }

  testing::TempDir dir_;
  ResultsFolder folder_{dir_ / "results"};
  std::vector<PlannedRun> plan_;
  std::vector<std::string> said_;
};

TEST_F(MarkDone, whole_chains_stand) {
  EXPECT_THAT(done(), ElementsAre("readmission", "change", "ratio", "cache", "segmentation"));
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(MarkDone, another_input_repeats_everything_behind_it) {
  write("cache", "cache2", {"segmentation"});  // made again from the same weights, with other masks
  EXPECT_THAT(done(), ElementsAre("cache", "segmentation"));
  EXPECT_THAT(said_, ElementsAre(HasSubstr("change: made from another cache than the one that is there now"),
                                 HasSubstr("ratio: made from another cache"),
                                 HasSubstr("readmission: made from change, which is not done any more")));
  // What is repeated must not look done to sonosweep-run, nor to the tables.
  EXPECT_FALSE(has("readmission", "result.json"));
  EXPECT_TRUE(has("readmission", "result.json.outdated"));
  EXPECT_TRUE(has("cache", "result.json"));
}

TEST_F(MarkDone, a_result_that_is_gone_repeats_everything_behind_it) {
  std::filesystem::remove(folder_.result_file("segmentation"));
  EXPECT_THAT(done(), IsEmpty());
  EXPECT_THAT(said_, ElementsAre(HasSubstr("cache: made from segmentation, which is not done any more"),
                                 HasSubstr("change: made from cache"), HasSubstr("ratio: made from cache"),
                                 HasSubstr("readmission: made from cache")));
}

TEST_F(MarkDone, so_does_one_that_failed_or_is_damaged) {
  write("change", "change1", {"cache"}, false);
  EXPECT_THAT(done(), ElementsAre("ratio", "cache", "segmentation"));
  EXPECT_THAT(said_, ElementsAre(HasSubstr("readmission: made from change")));
  EXPECT_TRUE(has("change", "result.json"));  // a failure is no result; it stays until the next attempt

  write_file_atomically(folder_.result_file("cache"), "{");
  EXPECT_THAT(done(), ElementsAre("segmentation"));
  ASSERT_EQ(said_.size(), 2U);
  EXPECT_THAT(said_[0], HasSubstr("moved to result.json.damaged"));
  EXPECT_THAT(said_[1], HasSubstr("ratio: made from cache, which is not done any more"));
}

}  // namespace
}  // namespace sonosweep::farm
