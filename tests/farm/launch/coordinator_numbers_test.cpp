// Attempt numbers go up from launch to launch, also where a launch dies between handing out and beginning.
#include <gmock/gmock.h>

#include <fstream>

#include "farm/launch/coordinator_fixture.h"
#include "farm/results/attempt_folder.h"
#include "farm/status/journal_reader.h"

namespace sonosweep::farm {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CoordinatorNumbers : public CoordinatorLease {
 protected:
  // What the run's first rank is told to begin by a launch whose coordinator then dies.
  std::vector<Attempt> handed_out_and_died(const std::vector<PlannedRun>& plan) {
    begin(plan, {hello()});
    const auto attempts = started(0);
    die();
    return attempts;
  }
  void die() {
    coordinator.reset();
    messages.clear();
  }
  // As a rank begins an attempt, and gets on with it.
  void make_progress(const std::string& run, int number, int epochs) const {
    ASSERT_TRUE(make_attempt(folder, run, number));
    take_over(folder, run, number);
    std::ofstream history(folder.attempt(run, number) / "history.csv");
    history << "epoch\n";
    for (int epoch = 1; epoch <= epochs; ++epoch) history << epoch << '\n';
  }
};

TEST_F(CoordinatorNumbers, what_was_only_handed_out_is_not_handed_out_again) {
  EXPECT_THAT(handed_out_and_died({{"s/a"}}), ElementsAre(Attempt{"s/a", 1}));
  EXPECT_THAT(handed_out_and_died({{"s/a"}}), ElementsAre(Attempt{"s/a", 2}));
  EXPECT_THAT(handed_out_and_died({{"s/a"}}), ElementsAre(Attempt{"s/a", 3}));
  EXPECT_FALSE(std::filesystem::exists(folder.attempts("s/a")));
}

// The number that nobody had begun was that of a launch before; its rank begins it while the run is done.
TEST_F(CoordinatorNumbers, who_begins_late_is_below_the_result_and_cleared_away_with_it) {
  begin({{"s/a"}}, {hello()});
  started(0);
  tell(0, died({"s/a", 1}, DeathCause::kSignal));
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 2}));
  die();
  begin({{"s/a"}}, {hello()});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 3}));
  EXPECT_TRUE(make_attempt(folder, "s/a", 2));
  leave_result({"s/a", 3});
  tell(0, done({"s/a", 3}));
  EXPECT_TRUE(coordinator->finished());
  EXPECT_FALSE(std::filesystem::exists(folder.attempts("s/a")));
  EXPECT_FALSE(make_attempt(folder, "s/a", 2));
}

TEST_F(CoordinatorNumbers, a_result_that_was_moved_aside_leaves_its_number) {
  begin({{"s/a"}}, {hello()});
  started(0);
  leave_result({"s/a", 1});
  tell(0, done({"s/a", 1}));
  std::filesystem::rename(folder.result_file("s/a"), folder.run("s/a") / "result.json.outdated");
  EXPECT_THAT(handed_out_and_died({{"s/a"}}), ElementsAre(Attempt{"s/a", 2}));
}

TEST_F(CoordinatorNumbers, what_was_done_before_a_number_without_a_folder_counts_as_done) {
  EXPECT_THAT(handed_out_and_died({{"s/a"}}), ElementsAre(Attempt{"s/a", 1}));
  make_progress("s/a", 1, 6);
  EXPECT_THAT(handed_out_and_died({{"s/a"}}), ElementsAre(Attempt{"s/a", 2}));
  double work_done = 0;
  options.show_progress = [&](const Progress& progress) { work_done = progress.work_done; };
  PlannedRun run{"s/a"};
  run.epochs = 10;
  begin({run}, {hello()});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 3}));
  coordinator->tick();
  EXPECT_DOUBLE_EQ(work_done, 0.6);
}

TEST_F(CoordinatorNumbers, a_start_that_no_record_tells_of_waits_for_the_disk) {
  begin({{"s/a"}}, {hello()});
  started(0);
  die();
  std::filesystem::remove(folder.journal_file());
  std::filesystem::create_directory(folder.journal_file());  // takes no records
  disk_works = false;
  begin({{"s/a"}}, {hello()});
  EXPECT_THAT(told<LaunchSetup>(0), ::testing::SizeIs(1));
  pass(30, {0});
  EXPECT_THAT(started(0), IsEmpty());
  EXPECT_THAT(said, Contains(HasSubstr("the journal cannot be written")));
  std::filesystem::remove(folder.journal_file());
  disk_works = true;
  pass(90, {0});
  const auto attempts = started(0);
  ASSERT_THAT(attempts, ::testing::SizeIs(1));
  EXPECT_THAT(read_file(folder.journal_file()),
              HasSubstr("\tstart\ts/a\t" + std::to_string(attempts[0].number)));
}

TEST_F(CoordinatorNumbers, a_journal_that_alone_cannot_be_written_stops_nothing) {
  create_folders(folder.journal_file());
  begin({{"s/a"}}, {hello()});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 1}));
  EXPECT_THAT(said, Contains(HasSubstr("attempts are numbered by the folders")));
}

TEST_F(CoordinatorNumbers, a_stop_does_not_wait_for_the_disk) {
  create_folders(folder.journal_file());
  disk_works = false;
  begin({{"s/a"}}, {hello()});
  EXPECT_THAT(started(0), IsEmpty());
  tell(0, StopAsked{15});
  pass(30, {0});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 1}));  // for the rank to drop
}

}  // namespace
}  // namespace sonosweep::farm
