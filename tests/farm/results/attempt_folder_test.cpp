#include "farm/results/attempt_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/results/run_result.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AttemptFolder : public ::testing::Test {
 protected:
  void put(const fs::path& path, const std::string& text) const {
    create_folders(path.parent_path());
    std::ofstream(path) << text;
  }
  void put_result(const fs::path& run, int attempts, bool done = true) const {
    RunResult result;
    result.run_id = kRun;
    result.done = done;
    result.cause = done ? "" : "made up";
    result.attempts = attempts;
    result.metrics["iou"] = attempts;
    create_folders(run);
    write_run_result(run / "result.json", result);
  }
  // Attempt `number` as a run leaves it.
  void put_finished(int number, bool done = true) const {
    const auto path = folder_.attempt(kRun, number);
    put(path / "best.pt", "best " + std::to_string(number));
    put(path / "history.csv", "history " + std::to_string(number));
    put(path / "last.pt", "last " + std::to_string(number));
    put(path / "log.txt", "log " + std::to_string(number));
    put(path / "predictions.csv", "predictions " + std::to_string(number));
    put(path / ".taken_over", "");
    put_result(path, number, done);
  }
  std::vector<std::string> files(const fs::path& path) const {
    std::vector<std::string> names;
    if (fs::exists(path))
      for (const auto& entry : fs::directory_iterator(path)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  std::string run_file(const std::string& name) const { return read_file(folder_.run(kRun) / name); }

  static constexpr const char* kRun = "segmentation/t060";
  testing::TempDir dir_;
  ResultsFolder folder_{dir_.path()};
};

TEST_F(AttemptFolder, numbers_go_on_from_whatever_was_there) {
  EXPECT_EQ(last_attempt(folder_, kRun), 0);
  EXPECT_EQ(make_next_attempt(folder_, kRun), 1);
  EXPECT_FALSE(make_attempt(folder_, kRun, 1));
  EXPECT_TRUE(make_attempt(folder_, kRun, 4));
  EXPECT_EQ(make_next_attempt(folder_, kRun), 5);
  put_result(folder_.run(kRun), 7);
  EXPECT_EQ(last_attempt(folder_, kRun), 7);
  put(folder_.run(kRun) / "log.9.txt", "");
  EXPECT_EQ(make_next_attempt(folder_, kRun), 10);
}

TEST_F(AttemptFolder, a_number_beyond_all_attempts_is_refused) {
  const auto refusal = [&] {
    try {
      make_next_attempt(folder_, kRun);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  for (const char* number : {"2147483647", "4294967296", "99999999999"}) {
    const auto log = folder_.run(kRun) / ("log." + std::string(number) + ".txt");
    put(log, "");
    EXPECT_THAT(refusal(), ::testing::HasSubstr("remove what names it")) << number;
    fs::remove(log);
    put(folder_.attempts(kRun) / number / "log.txt", "");
    EXPECT_THAT(refusal(), ::testing::HasSubstr("remove what names it")) << number;
    fs::remove_all(folder_.attempts(kRun));
  }
  put_result(folder_.run(kRun), 2147483647);
  EXPECT_THAT(refusal(), ::testing::HasSubstr("remove what names it"));
}

TEST_F(AttemptFolder, a_number_that_became_a_result_is_not_made_again) {
  put_finished(2);
  promote(folder_, kRun, 2);
  EXPECT_FALSE(make_attempt(folder_, kRun, 1));  // told to begin by a launch of the past
  EXPECT_FALSE(make_attempt(folder_, kRun, 2));
  EXPECT_FALSE(fs::exists(folder_.attempts(kRun)));
  EXPECT_TRUE(make_attempt(folder_, kRun, 3));
}

TEST_F(AttemptFolder, a_run_below_is_no_attempt) {
  make_attempt(folder_, std::string(kRun) + "/fold3", 8);
  EXPECT_EQ(last_attempt(folder_, kRun), 0);
}

TEST_F(AttemptFolder, the_next_attempt_starts_from_the_last_ones_checkpoints_only) {
  put_finished(1);
  put(folder_.attempt(kRun, 1) / "next.pt.part", "being written");
  make_attempt(folder_, kRun, 2);
  take_over(folder_, kRun, 2);
  EXPECT_THAT(files(folder_.attempt(kRun, 2)),
              ElementsAre(".taken_over", "best.pt", "history.csv", "last.pt"));
  // Whoever still writes the first one changes nothing in the second.
  write_file_atomically(folder_.attempt(kRun, 1) / "last.pt", "zombie");
  EXPECT_EQ(read_file(folder_.attempt(kRun, 2) / "last.pt"), "last 1");
}

TEST_F(AttemptFolder, an_attempt_killed_while_taking_over_is_no_source) {
  put_finished(1);
  put(folder_.attempt(kRun, 2) / "best.pt", "best 1");  // and then it was killed
  make_attempt(folder_, kRun, 3);
  take_over(folder_, kRun, 3);
  EXPECT_THAT(files(folder_.attempt(kRun, 3)),
              ElementsAre(".taken_over", "best.pt", "history.csv", "last.pt"));
}

TEST_F(AttemptFolder, without_attempts_the_runs_own_folder_is_the_source) {
  put(folder_.run(kRun) / "masks.h5", "masks");
  put_result(folder_.run(kRun), 1, false);
  make_attempt(folder_, kRun, 2);
  take_over(folder_, kRun, 2);
  EXPECT_THAT(files(folder_.attempt(kRun, 2)), ElementsAre(".taken_over", "masks.h5"));
}

TEST_F(AttemptFolder, promotion_moves_all_of_it_and_keeps_the_logs_before) {
  put(folder_.attempt(kRun, 1) / "log.txt", "log 1");
  put(folder_.attempt(kRun, 1) / "last.pt", "last 1");
  put_finished(2);
  EXPECT_EQ(promote(folder_, kRun, 2), Promotion::kPromoted);
  EXPECT_THAT(files(folder_.run(kRun)), ElementsAre("best.pt", "history.csv", "log.1.txt", "log.txt",
                                                    "predictions.csv", "result.json"));
  EXPECT_EQ(run_file("log.1.txt"), "log 1");
  EXPECT_EQ(run_file("log.txt"), "log 2");
  EXPECT_FALSE(fs::exists(folder_.attempts(kRun)));
}

TEST_F(AttemptFolder, a_result_that_is_there_is_not_overwritten) {
  put_finished(1);
  put_finished(2);
  promote(folder_, kRun, 2);
  put_finished(1);  // comes late
  EXPECT_EQ(promote(folder_, kRun, 1), Promotion::kAlreadyDone);
  EXPECT_EQ(run_file("best.pt"), "best 2");
  EXPECT_EQ(read_run_result(folder_.result_file(kRun)).attempts, 2);
}

TEST_F(AttemptFolder, a_failure_gives_way_and_leaves_its_log) {
  put_finished(3, false);
  promote(folder_, kRun, 3);
  EXPECT_TRUE(fs::exists(folder_.run(kRun) / "last.pt"));  // the next attempt goes on from it
  put(folder_.run(kRun) / "result.json.outdated", "kept");
  put_finished(4);
  fs::remove(folder_.attempt(kRun, 4) / "predictions.csv");
  EXPECT_EQ(promote(folder_, kRun, 4), Promotion::kPromoted);
  EXPECT_THAT(files(folder_.run(kRun)), ElementsAre("best.pt", "history.csv", "log.3.txt", "log.txt",
                                                    "result.json", "result.json.outdated"));
  EXPECT_EQ(read_run_result(folder_.result_file(kRun)).attempts, 4);
}

TEST_F(AttemptFolder, an_outdated_result_is_replaced_when_told_so) {
  put_finished(1);
  promote(folder_, kRun, 1);
  put_finished(2);
  EXPECT_EQ(promote(folder_, kRun, 2, true), Promotion::kPromoted);
  EXPECT_EQ(run_file("best.pt"), "best 2");
}

TEST_F(AttemptFolder, no_result_is_no_promotion) {
  put(folder_.attempt(kRun, 1) / "best.pt", "");
  EXPECT_THROW(promote(folder_, kRun, 1), DataError);
  put(folder_.attempt(kRun, 1) / "result.json", "{\"run_id\": \"seg");
  EXPECT_THROW(promote(folder_, kRun, 1), DataError);
  EXPECT_FALSE(fs::exists(folder_.result_file(kRun)));
}

TEST_F(AttemptFolder, the_folders_of_runs_below_stay) {
  put(folder_.run(kRun) / "fold3" / "best.pt", "of another run");
  make_attempt(folder_, std::string(kRun) + "/fold3", 1);
  put_finished(1);
  promote(folder_, kRun, 1);
  EXPECT_EQ(run_file("fold3/best.pt"), "of another run");
  EXPECT_TRUE(fs::exists(folder_.attempt(std::string(kRun) + "/fold3", 1)));
}

// Killed after any number of files had been moved, it is finished by whoever finds it.
TEST_F(AttemptFolder, an_interrupted_promotion_is_finished) {
  const std::vector<std::string> order = {"best.pt", "history.csv", "log.txt", "predictions.csv"};
  for (std::size_t moved = 0; moved <= order.size(); ++moved) {
    fs::remove_all(folder_.root() / "runs");
    put_finished(1, false);
    promote(folder_, kRun, 1);
    put_finished(2);
    // As promote() goes about it.
    fs::remove(folder_.result_file(kRun));
    for (const auto& name : files(folder_.run(kRun))) fs::remove(folder_.run(kRun) / name);
    put(folder_.attempt(kRun, 2) / ".promoting", "");
    for (std::size_t i = 0; i < moved; ++i)
      fs::rename(folder_.attempt(kRun, 2) / order[i], folder_.run(kRun) / order[i]);

    const auto found = finished_attempts(folder_, {"segmentation/t000", kRun});
    ASSERT_EQ(found.size(), 1U) << moved;
    EXPECT_EQ(found[0].run_id, kRun);
    EXPECT_EQ(promote(folder_, found[0].run_id, found[0].number), Promotion::kPromoted);
    for (const auto& name : order) EXPECT_NE(run_file(name).find(" 2"), std::string::npos) << moved << name;
    EXPECT_TRUE(read_run_result(folder_.result_file(kRun)).done);
    EXPECT_THAT(finished_attempts(folder_, {kRun}), IsEmpty());
  }
}

TEST_F(AttemptFolder, only_whole_and_done_attempts_are_found) {
  put_finished(1);
  put_finished(2, false);
  put(folder_.attempt(kRun, 3) / "result.json", "{");
  const auto found = finished_attempts(folder_, {kRun});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].number, 1);
}

}  // namespace
}  // namespace sonosweep::farm
