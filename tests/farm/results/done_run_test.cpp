#include "farm/results/done_run.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/results/attempt_folder.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

namespace fs = std::filesystem;

class DoneRun : public ::testing::Test {
 protected:
  void put(const fs::path& path) const {
    create_folders(path.parent_path());
    write_file_atomically(path, "x");
  }
  RunResult result(bool dropped) const {
    RunResult made;
    made.run_id = kRun;
    made.done = true;
    made.metrics["rmse_max"] = 0.25;
    made.details["files"] = {{"best.pt", "d1"}};
    if (dropped) set_weights_dropped(made);
    return made;
  }
  // As a run leaves attempt 1.
  void finish(bool dropped) const {
    for (const char* name : {"best.pt", "history.csv", "log.txt"}) put(folder_.attempt(kRun, 1) / name);
    write_run_result(folder_.attempt(kRun, 1) / "result.json", result(dropped));
  }
  RunResult there() const { return read_run_result(folder_.result_file(kRun)); }
  bool has_weights() const { return fs::exists(folder_.best_file(kRun)); }
  Tidied tidy(bool keeps_weights) const { return tidy_done_run(folder_, kRun, there(), keeps_weights); }

  static constexpr const char* kRun = "sf_ratio/t060/fold1";
  testing::TempDir dir_;
  ResultsFolder folder_{dir_.path()};
};

TEST_F(DoneRun, weights_that_its_result_calls_dropped_do_not_come_along) {
  finish(true);
  promote(folder_, kRun, 1);
  EXPECT_TRUE(fs::exists(folder_.run(kRun) / "history.csv"));
  EXPECT_FALSE(has_weights());
  EXPECT_FALSE(fs::exists(folder_.attempts(kRun)));
  EXPECT_TRUE(were_weights_dropped(there()));
  EXPECT_EQ(there().details.at("files").at("best.pt"), "d1");
  EXPECT_FALSE(tidy(false).weights);
}

TEST_F(DoneRun, other_weights_do) {
  finish(false);
  promote(folder_, kRun, 1);
  EXPECT_TRUE(has_weights());
  EXPECT_FALSE(tidy(true).weights);
  EXPECT_TRUE(has_weights());
  EXPECT_FALSE(were_weights_dropped(there()));
}

// Killed before the attempt's folder was cleared: result there, weights still in the attempt.
TEST_F(DoneRun, weights_left_in_an_attempt_go) {
  finish(true);
  create_folders(folder_.run(kRun));
  fs::rename(folder_.attempt(kRun, 1) / "result.json", folder_.result_file(kRun));
  tidy(false);
  EXPECT_FALSE(fs::exists(folder_.attempts(kRun)));
  EXPECT_FALSE(has_weights());
  EXPECT_TRUE(fs::exists(folder_.run(kRun) / "log.1.txt"));
}

// Of a study that went on with keep_weights = needed.
TEST_F(DoneRun, the_result_has_the_word_before_the_weights_are_gone) {
  finish(false);
  promote(folder_, kRun, 1);
  EXPECT_TRUE(tidy(false).weights);
  EXPECT_FALSE(has_weights());
  EXPECT_TRUE(were_weights_dropped(there()));
  EXPECT_EQ(there().metrics.at("rmse_max"), 0.25);
  EXPECT_EQ(there().details.at("files").at("best.pt"), "d1");
  EXPECT_FALSE(tidy(false).weights);
  // Killed in between, and gone on with keep_weights = all.
  put(folder_.best_file(kRun));
  EXPECT_TRUE(tidy(true).weights);
}

TEST_F(DoneRun, a_result_that_cannot_be_written_keeps_its_weights) {
  finish(false);
  promote(folder_, kRun, 1);
  create_folders(folder_.run(kRun) / "result.json.part");  // where the new one would be written
  EXPECT_THROW(tidy(false), Error);
  EXPECT_TRUE(has_weights());
  EXPECT_FALSE(were_weights_dropped(there()));
}

TEST_F(DoneRun, a_run_without_weights_gets_no_word) {
  finish(false);
  fs::remove(folder_.attempt(kRun, 1) / "best.pt");
  promote(folder_, kRun, 1);
  EXPECT_FALSE(tidy(false).weights);
  EXPECT_FALSE(were_weights_dropped(there()));
}

TEST_F(DoneRun, only_a_result_drops_weights) {
  auto failed = result(true);
  failed.done = false;
  EXPECT_FALSE(were_weights_dropped(failed));
}

}  // namespace
}  // namespace sonosweep::farm
