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

  // A folder that holds something: no file of that name can be removed.
  static void put_in_the_way(const std::filesystem::path& path) {
    create_folders(path);
    write_file_atomically(path / "x", "x");
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

// Killed behind the move of its result, or by a version that took the checkpoints along.
TEST_F(MarkDone, what_a_kill_left_of_a_done_run_is_removed) {
  const auto put = [&](const std::filesystem::path& path) {
    create_folders(path.parent_path());
    write_file_atomically(path, "x");
  };
  for (const char* name : {"last.pt", "previous.pt", "next.pt", "best.pt", "history.csv"})
    put(folder_.run("change") / name);
  put(folder_.attempt("change", 1) / "best.pt");
  put(folder_.attempt("change", 1) / "log.txt");
  put(folder_.attempt("change", 2) / "last.pt");  // of somebody who repeats it
  EXPECT_EQ(done().size(), 5U);
  EXPECT_THAT(said_, ElementsAre("checkpoints of 1 done run, left by a kill, are removed"));
  for (const char* name : {"last.pt", "previous.pt", "next.pt"}) EXPECT_FALSE(has("change", name)) << name;
  for (const char* name : {"best.pt", "history.csv", "log.1.txt", "result.json"})
    EXPECT_TRUE(has("change", name)) << name;
  EXPECT_FALSE(std::filesystem::exists(folder_.attempt("change", 1)));
  EXPECT_TRUE(std::filesystem::exists(folder_.attempt("change", 2) / "last.pt"));
  EXPECT_EQ(done().size(), 5U);
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(MarkDone, what_failed_or_is_repeated_keeps_its_checkpoints) {
  write("change", "change1", {"cache"}, false);
  write("cache", "cache2", {"segmentation"});
  for (const char* run : {"change", "ratio"}) write_file_atomically(folder_.run(run) / "last.pt", "x");
  (void)done();
  for (const char* run : {"change", "ratio"}) EXPECT_TRUE(has(run, "last.pt")) << run;
}

// A free key: the study was begun with keep_weights = all.
TEST_F(MarkDone, weights_that_nobody_reads_go_where_the_study_says_so) {
  for (const auto& run : plan_) write_file_atomically(folder_.best_file(run.id), "x");
  for (auto& run : plan_) run.keeps_weights = run.id == "segmentation" || run.id == "change";
  EXPECT_EQ(done().size(), 5U);
  EXPECT_THAT(said_,
              ElementsAre("keep_weights = needed: best.pt of 3 done runs, which no run reads, are removed"));
  for (const auto& run : plan_) EXPECT_EQ(has(run.id, "best.pt"), run.keeps_weights) << run.id;
  EXPECT_EQ(done().size(), 5U);
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(MarkDone, what_cannot_be_removed_is_said_and_stops_nothing) {
  put_in_the_way(folder_.run("cache") / "last.pt");
  EXPECT_EQ(done().size(), 5U);
  EXPECT_THAT(said_, ElementsAre(HasSubstr("last.pt: cannot be removed")));
}

}  // namespace
}  // namespace sonosweep::farm
