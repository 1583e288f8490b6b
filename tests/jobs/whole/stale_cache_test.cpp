// Masks that are not what they should be are never used: each way to spoil them is said, and mended in place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/file_lock.h"
#include "core/sha256.h"
#include "data/mask_cache.h"
#include "farm/results/provenance.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "process_helpers.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::small_study_results;

class StaleCache : public ::testing::Test {
 protected:
  void SetUp() override { testing::copy_results(results()); }

  fs::path results() const { return dir_ / "results"; }
  sweep::StudyFolder folder() const { return sweep::StudyFolder(results()); }
  fs::path masks() const { return folder().masks_file("cache/t060"); }
  void forget(const std::string& id) const { fs::remove_all(folder().run(id)); }
  void spoil_masks(const std::string& bytes) const { write_file_atomically(masks(), bytes); }
  static std::string good_masks() {
    return read_file(sweep::StudyFolder(small_study_results()).masks_file("cache/t060"));
  }

  // The task run that was forgotten comes out as before, and the masks are whole again.
  void expect_mended(const std::string& id, const testing::Ended& ended) const {
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(read_file(masks()) == good_masks(), true);
    testing::expect_same_metrics(results(), small_study_results(), id);
    EXPECT_EQ(read_file(folder().predictions_file(id)),
              read_file(sweep::StudyFolder(small_study_results()).predictions_file(id)));
  }

  testing::TempDir dir_;
};

TEST_F(StaleCache, a_flipped_byte) {
  auto bytes = good_masks();
  bytes[bytes.size() / 2] ^= 1;  // within the masks, which are most of the file
  spoil_masks(bytes);
  forget("sf_change/t060/fold0");
  const auto ended = testing::run(testing::run_command(results(), "sf_change/t060/fold0"));
  EXPECT_THAT(ended.err, HasSubstr("the masks of cache/t060 cannot be used"));
  expect_mended("sf_change/t060/fold0", ended);
}

TEST_F(StaleCache, cut_short) {
  spoil_masks(good_masks().substr(0, good_masks().size() / 2));
  forget("sf_ratio/t060/fold0");
  const auto ended = testing::run(testing::run_command(results(), "sf_ratio/t060/fold0"));
  EXPECT_THAT(ended.err, HasSubstr("the masks of cache/t060 cannot be used"));
  expect_mended("sf_ratio/t060/fold0", ended);
}

TEST_F(StaleCache, of_another_segmenter) {
  fs::remove(masks());
  fs::copy_file(folder().masks_file("cache/t000"), masks());
  forget("readmission/t060/fold1");
  const auto ended = testing::run(testing::run_command(results(), "readmission/t060/fold1"));
  EXPECT_THAT(ended.err, HasSubstr("made by another segmenter"));
  expect_mended("readmission/t060/fold1", ended);
}

TEST_F(StaleCache, the_cache_run_itself_mends_it_too) {
  spoil_masks("nothing of use");
  const auto ended = testing::run(testing::run_command(results(), "cache/t060"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("cache/t060: was done, and is done again"));
  EXPECT_EQ(read_file(masks()) == good_masks(), true);
  const auto result = read_file(folder().result_file("cache/t060"));
  const auto again = testing::run(testing::run_command(results(), "cache/t060"));
  EXPECT_THAT(again.err, HasSubstr("done already"));
  EXPECT_EQ(read_file(folder().result_file("cache/t060")), result);
}

TEST_F(StaleCache, two_runs_notice_at_the_same_time) {
  spoil_masks(good_masks().substr(0, 1000));
  const std::vector<std::string> ids = {"sf_ratio/t060/fold0", "sf_ratio/t060/fold1"};
  std::vector<pid_t> started;
  {
    // Neither can mend anything before both have noticed.
    const FileLock lock(folder().run("cache/t060") / ".lock", "this test");
    for (const auto& id : ids) {
      forget(id);
      started.push_back(testing::start(testing::run_command(results(), id), dir_ / id.substr(id.size() - 5)));
    }
    for (const auto& id : ids)
      ASSERT_TRUE(testing::eventually([&] {
        const auto log = dir_ / id.substr(id.size() - 5);
        return fs::exists(log) && read_file(log).find("held by this test") != std::string::npos;
      }));
  }
  for (std::size_t k = 0; k < ids.size(); ++k) {
    auto ended = testing::wait_for(started[k]);
    ended.err = read_file(dir_ / ids[k].substr(ids[k].size() - 5));
    EXPECT_THAT(ended.err, HasSubstr("waiting"));
    expect_mended(ids[k], ended);
  }
}

// The digest of the segmenter's weights decides, not dates or names.
TEST_F(StaleCache, the_segmenter_was_replaced) {
  fs::remove(folder().best_file("segmentation/t060"));
  fs::copy_file(folder().best_file("segmentation/t000"), folder().best_file("segmentation/t060"));
  forget("sf_change/t060/fold0");
  const auto ended = testing::run(testing::run_command(results(), "sf_change/t060/fold0"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("made by another segmenter"));
  EXPECT_THAT(ended.err, HasSubstr("not the weights that segmentation/t060 ended with"));
  const data::MaskCacheReader there(masks());
  EXPECT_EQ(there.info().segmenter, sha256_hex(read_file(folder().best_file("segmentation/t060"))));
  // The same segmenter, masks, folds and random numbers: the same run as threshold 0's.
  EXPECT_EQ(there.checksum(), data::MaskCacheReader(folder().masks_file("cache/t000")).checksum());
  EXPECT_EQ(read_file(folder().predictions_file("sf_change/t060/fold0")),
            read_file(folder().predictions_file("sf_change/t000/fold0")));
  // The cache run's result speaks of the new masks, so what was made of the old ones shows as outdated.
  EXPECT_EQ(farm::output_of(farm::read_run_result(folder().result_file("cache/t060"))), there.checksum());
  EXPECT_NE(
      farm::outdated_input(farm::read_run_result(folder().result_file("sf_change/t060/fold1")), folder()),
      "");
}

TEST_F(StaleCache, a_segmentation_done_again_takes_everything_behind_it_along) {
  // As if segmentation/t060 had been trained anew, and had come out as threshold 0's.
  auto again = farm::read_run_result(folder().result_file("segmentation/t060"));
  farm::set_output(again, farm::output_of(farm::read_run_result(folder().result_file("segmentation/t000"))));
  farm::write_run_result(folder().result_file("segmentation/t060"), again);
  fs::remove(folder().best_file("segmentation/t060"));
  fs::copy_file(folder().best_file("segmentation/t000"), folder().best_file("segmentation/t060"));
  const auto untouched = read_file(folder().result_file("sf_change/t000/fold0"));

  const auto ended = testing::run(testing::launch_command(results()));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  for (const std::string task : {"sf_change", "sf_ratio", "readmission"})
    for (const std::string fold : {"fold0", "fold1"})
      EXPECT_EQ(read_file(folder().predictions_file(task + "/t060/" + fold)),
                read_file(folder().predictions_file(task + "/t000/" + fold)))
          << task << "/" << fold;
  EXPECT_EQ(read_file(folder().result_file("sf_change/t000/fold0")), untouched);
}

}  // namespace
}  // namespace sonosweep
