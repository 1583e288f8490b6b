#include "farm/results/provenance.h"

#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

RunResult done(const std::string& id, const std::string& digest) {
  RunResult result;
  result.run_id = id;
  result.done = true;
  set_output(result, digest);
  return result;
}

class Provenance : public ::testing::Test {
 protected:
  void write(const RunResult& result) const {
    create_folders(folder_.run(result.run_id));
    write_run_result(folder_.result_file(result.run_id), result);
  }

  testing::TempDir dir_;
  ResultsFolder folder_{dir_ / "results"};
};

TEST_F(Provenance, survives_the_file) {
  auto result = done("cache/t060", "c1");
  add_input(result, "segmentation/t060", "s1");
  write(result);
  const auto back = read_run_result(folder_.result_file("cache/t060"));
  EXPECT_EQ(output_of(back), "c1");
  EXPECT_EQ(back.details.at("inputs").at("segmentation/t060"), "s1");
  EXPECT_EQ(output_of(RunResult{}), "");
}

TEST_F(Provenance, inputs_that_are_still_there_are_fine) {
  write(done("segmentation/t060", "s1"));
  write(done("cache/t060", "c1"));
  auto result = done("x", "x1");
  EXPECT_EQ(outdated_input(result, folder_), "");  // states none
  add_input(result, "segmentation/t060", "s1");
  add_input(result, "cache/t060", "c1");
  EXPECT_EQ(outdated_input(result, folder_), "");
}

TEST_F(Provenance, the_first_input_that_changed_is_named) {
  write(done("segmentation/t060", "s1"));
  write(done("cache/t060", "c2"));
  auto result = done("x", "x1");
  add_input(result, "segmentation/t060", "s1");
  add_input(result, "cache/t060", "c1");
  EXPECT_EQ(outdated_input(result, folder_), "made from another cache/t060 than the one that is there now");
}

TEST_F(Provenance, an_input_that_is_gone_or_failed_is_named) {
  auto result = done("x", "x1");
  add_input(result, "cache/t060", "c1");
  EXPECT_EQ(outdated_input(result, folder_), "made from cache/t060, which is not done any more");
  auto failed = done("cache/t060", "c1");
  failed.done = false;
  write(failed);
  EXPECT_EQ(outdated_input(result, folder_), "made from cache/t060, which is not done any more");
}

TEST_F(Provenance, an_input_without_a_digest_is_not_what_it_was) {
  RunResult bare;
  bare.run_id = "cache/t060";
  bare.done = true;
  write(bare);
  auto result = done("x", "x1");
  add_input(result, "cache/t060", "c1");
  EXPECT_EQ(outdated_input(result, folder_), "made from another cache/t060 than the one that is there now");
}

TEST_F(Provenance, damaged_inputs_are_bad_data) {
  create_folders(folder_.run("cache/t060"));
  write_file_atomically(folder_.result_file("cache/t060"), "{");
  auto result = done("x", "x1");
  add_input(result, "cache/t060", "c1");
  EXPECT_THROW(outdated_input(result, folder_), DataError);
}

}  // namespace
}  // namespace sonosweep::farm
