// Training on a handful of made-up images: it learns, it is repeatable, and being stopped changes nothing.
// Checkpoints that are damaged, lost or of another run: epoch_loop_test.cpp.
#include "train/segmentation_trainer.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "nn/checkpoint.h"
#include "temp_dir.h"
#include "train/squares.h"

namespace sonosweep::train {
namespace {

using testing::TempDir;

class SegmentationTrainerTest : public ::testing::Test {
 protected:
  SegmentationTrainerTest() {
    torch::set_num_threads(1);
    model_.fpn.encoder = "resnet18";
    model_.fpn.classes = 1;
    training_.threshold = 50;
    training_.epochs = 3;
    training_.batch = 4;
    training_.lr = 1e-3;
    training_.identity = "test";
  }

  SegmentationOutcome train(
      const std::filesystem::path& folder, const std::function<bool()>& should_stop = [] { return false; }) {
    return train_segmenter(sets_, model_, training_, folder, should_stop);
  }

  SegmentationSets sets_{squares(8, 1), squares(2, 2), squares(2, 3)};
  SegmenterOptions model_;
  SegmentationTraining training_;
};

void expect_same_end(const TempDir& a, const TempDir& b) {
  for (const char* name : {"best.pt", "history.csv"})
    EXPECT_EQ(read_file(a / name), read_file(b / name)) << name;
}

// history.csv: epoch,lr,train_loss,..; row 0 is the header.
double train_loss_of_row(const std::string& history, std::size_t row) {
  return std::stod(split_list(split_list(history, '\n').at(row)).at(2));
}

TEST_F(SegmentationTrainerTest, learns_what_is_easy) {
  TempDir dir;
  training_.epochs = 6;
  training_.checkpoint_every = 6;
  const auto outcome = train(dir.path());
  // A dozen steps on eight images: how well that does on unseen ones differs from processor to processor.
  EXPECT_GT(outcome.test.scores.iou, 0.2);
  EXPECT_GT(outcome.best_epoch, 1);
  const auto history = read_file(dir / "history.csv");
  EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 7);
  EXPECT_LT(train_loss_of_row(history, 6), 0.25 * train_loss_of_row(history, 1)) << history;
}

TEST_F(SegmentationTrainerTest, stopped_at_every_step_and_continued_gives_the_same_bytes) {
  TempDir quiet, stopped;
  training_.epochs = 2;
  const auto expected = train(quiet.path());
  // Two steps an epoch: stopping at the k-th question stops before, within and after epochs.
  int starts = 0;
  for (int patience = 1;; ++patience) {
    int asked = 0;
    ++starts;
    try {
      const auto outcome = train(stopped.path(), [&] { return ++asked > patience; });
      EXPECT_EQ(outcome.test.scores.iou, expected.test.scores.iou);
      EXPECT_EQ(outcome.test.scores.weighted_ce, expected.test.scores.weighted_ce);
      EXPECT_EQ(outcome.validation.loss, expected.validation.loss);
      EXPECT_EQ(outcome.best_epoch, expected.best_epoch);
      break;
    } catch (const Stopped&) {
      ASSERT_LT(starts, 20);
    }
  }
  EXPECT_GT(starts, 2);
  expect_same_end(quiet, stopped);
}

TEST_F(SegmentationTrainerTest, thresholds_share_weights_order_and_augmentation) {
  TempDir a, b;
  training_.epochs = 1;
  training_.loss = "soft_bce";  // does not look at the threshold, so the trainings must be equal
  train(a.path());
  training_.threshold = 80;
  train(b.path());
  const auto first = nn::load_checkpoint(a / "best.pt").tensors,
             second = nn::load_checkpoint(b / "best.pt").tensors;
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i)
    ASSERT_TRUE(torch::equal(first[i].second, second[i].second)) << first[i].first;
}

TEST_F(SegmentationTrainerTest, no_label_anywhere_lets_the_validation_loss_choose) {
  TempDir dir;
  for (auto* samples : {&sets_.train, &sets_.validation, &sets_.test}) samples->confidence.zero_();
  training_.epochs = 2;
  EXPECT_NO_THROW(train(dir.path()));
}

}  // namespace
}  // namespace sonosweep::train
