// What the three clinical trainings have in common.
#include "train/video_training.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "nn/checkpoint.h"
#include "train/video_training_fixture.h"

namespace sonosweep::train {
namespace {

TEST_F(VideoTrainingTest, nothing_to_validate_on_takes_the_last_epoch) {
  change_sets_.validation.resize(1);  // no pair
  ratio_sets_.validation.clear();
  readmission_sets_.validation = {};
  training_.loop.epochs = 1;
  TempDir a, b, c;
  const auto expect_last = [](const auto& outcome) {
    EXPECT_TRUE(outcome.loop.best_is_last);
    EXPECT_EQ(outcome.loop.best_epoch, 1);
    EXPECT_TRUE(outcome.validation.empty());
    EXPECT_FALSE(outcome.test.empty());
  };
  expect_last(sf_change(a.path()));
  expect_last(sf_ratio(b.path()));
  expect_last(readmission(c.path()));
}

TEST_F(VideoTrainingTest, nothing_to_train_on_is_said) {
  TempDir dir;
  change_sets_.train.resize(1);  // a video alone is no pair
  ratio_sets_.train.clear();
  readmission_sets_.train = {};
  EXPECT_THROW(sf_change(dir.path()), DataError);
  EXPECT_THROW(sf_ratio(dir.path()), DataError);
  try {
    readmission(dir.path());
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("test/fold0: no training patient"), std::string::npos)
        << error.what();
  }
}

TEST_F(VideoTrainingTest, thresholds_share_weights_and_order) {
  TempDir a, b;
  train_without_moving();
  sf_ratio(a.path());
  cache_ = tiny_->probability;
  sf_ratio(b.path());
  EXPECT_TRUE(equal(learned(a / "best.pt", ""), learned(b / "best.pt", "")));
  // They see other masks all the same.
  EXPECT_NE(history(a, kTrainLoss), history(b, kTrainLoss));
}

TEST_F(VideoTrainingTest, best_weights_say_what_they_are_of) {
  TempDir dir;
  training_.loop.epochs = 1;
  sf_ratio(dir.path());
  const auto json = nlohmann::json::parse(nn::load_checkpoint(dir / "best.pt").metadata);
  EXPECT_EQ(json.at("identity"), "test");
  EXPECT_EQ(json.at("model"), "tsm");
  EXPECT_EQ(json.at("task"), "sf_ratio");
  EXPECT_EQ(json.at("in_channels"), 3);
  EXPECT_EQ(json.at("outputs"), 1);
  EXPECT_EQ(json.at("frames"), 4);
  EXPECT_EQ(json.at("shift"), "bidirectional");
  EXPECT_EQ(json.at("size"), nlohmann::json({32, 32}));
}

}  // namespace
}  // namespace sonosweep::train
