// The three clinical trainings on sixteen made-up videos of 1, 3 or 5 frames, with clips of 4.
#include "train/video_training.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <sstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "nn/checkpoint.h"
#include "tasks/sf_change_pairs.h"
#include "train/tiny_videos.h"

namespace sonosweep::train {
namespace {

using testing::TempDir;
using StopQuestion = std::function<bool()>;

bool never() {
  return false;
}

class VideoTrainingTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    torch::set_num_threads(1);
    tiny_ = std::make_unique<TinyVideos>();
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  VideoTrainingTest() {
    training_.model.tsm.frames = 4;
    training_.loop.epochs = 2;
    training_.loop.lr = 1e-3;
    training_.loop.identity = "test";
    training_.batch = 4;
    training_.stream = "test/fold0";
    change_sets_ = {videos({"p0", "p1"}), videos({"p2"}), videos({"p3"})};
    ratio_sets_ = {change_sets_.train, change_sets_.validation, change_sets_.test};
    readmission_sets_ = {views({"p0", "p1"}), views({"p2"}), views({"p3"})};
  }

  static std::vector<tasks::TaskVideo> videos(const std::vector<std::string>& patients) {
    return tasks::videos_with_sf_ratio(tiny_->pack->index(), patients).videos;
  }
  static tasks::ReadmissionSamples views(const std::vector<std::string>& patients) {
    return tasks::readmission_samples(tiny_->pack->index(), patients, tasks::ReadmissionDays::kFirstTwo);
  }
  static ClipSource clips(std::shared_ptr<const data::MaskCacheReader> cache) {
    ClipSourceOptions options;
    options.caches = {std::move(cache)};
    return {*tiny_->pack, options};
  }

  auto sf_change(const std::filesystem::path& folder, const StopQuestion& should_stop = never) {
    auto source = clips(cache_);
    return train_sf_change(change_sets_, source, change_, training_, folder, should_stop);
  }
  auto sf_ratio(const std::filesystem::path& folder, const StopQuestion& should_stop = never) {
    auto source = clips(cache_);
    return train_sf_ratio(ratio_sets_, source, training_, folder, should_stop);
  }
  auto readmission(const std::filesystem::path& folder, const StopQuestion& should_stop = never) {
    auto source = clips(cache_);
    return train_readmission(readmission_sets_, source, start_from_, training_, folder, should_stop);
  }

  // Stopped after the first epoch and continued, against undisturbed.
  template <typename Train>
  void expect_stopping_changes_nothing(Train train) {
    TempDir quiet, stopped;
    const auto expected = train(quiet.path(), never);
    EXPECT_EQ(expected.loop.epochs_continued_from, 0);
    EXPECT_THROW(train(stopped.path(), [&] { return std::filesystem::exists(stopped / "last.pt"); }),
                 Stopped);
    const auto outcome = train(stopped.path(), never);
    EXPECT_EQ(outcome.loop.epochs_continued_from, 1);
    EXPECT_EQ(outcome.loop.best_epoch, expected.loop.best_epoch);
    for (const auto& [folder, result] : {std::pair(&quiet, &expected), std::pair(&stopped, &outcome)}) {
      tasks::write_predictions(*folder / "predictions.csv", result->test);
      tasks::write_predictions(*folder / "validation.csv", result->validation);
    }
    for (const char* name : {"best.pt", "history.csv", "predictions.csv", "validation.csv"})
      EXPECT_EQ(read_file(quiet / name), read_file(stopped / name)) << name;
  }

  // The rate stays 0: one epoch leaves the weights where they began.
  void train_without_moving() {
    training_.loop.epochs = 1;
    training_.loop.lr = 0;
  }

  static std::unique_ptr<TinyVideos> tiny_;
  std::shared_ptr<const data::MaskCacheReader> cache_ = tiny_->binary;
  VideoTraining training_;
  SfChangeSets change_sets_;
  SfChangeOptions change_;
  SfRatioSets ratio_sets_;
  ReadmissionSets readmission_sets_;
  std::optional<std::filesystem::path> start_from_;
};
std::unique_ptr<TinyVideos> VideoTrainingTest::tiny_;

// Column `column` of history.csv, without its head.
std::vector<double> history(const TempDir& dir, std::size_t column) {
  std::istringstream in(read_file(dir / "history.csv"));
  std::vector<double> values;
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "epoch,lr,train_loss,val_loss");
  while (std::getline(in, line)) values.push_back(parse_number(split_list(line).at(column)).value());
  return values;
}
constexpr std::size_t kTrainLoss = 2, kValidationLoss = 3;

// What the optimiser moves; the statistics of batch norm move by themselves.
nn::StateDict learned(const std::filesystem::path& best, const std::string& prefix) {
  nn::StateDict out;
  for (const auto& item : nn::load_checkpoint(best).tensors)
    if (item.first.rfind(prefix, 0) == 0 && item.first.find("running_") == std::string::npos &&
        item.first.find("num_batches") == std::string::npos)
      out.push_back(item);
  return out;
}

bool equal(const nn::StateDict& a, const nn::StateDict& b) {
  EXPECT_EQ(a.size(), b.size());
  EXPECT_FALSE(a.empty());
  for (std::size_t k = 0; k < a.size(); ++k)
    if (!torch::equal(a[k].second, b[k].second)) return false;
  return true;
}

TEST_F(VideoTrainingTest, sf_change_stopped_and_continued_gives_the_same_bytes) {
  expect_stopping_changes_nothing(
      [&](const auto& folder, const StopQuestion& stop) { return sf_change(folder, stop); });
}

TEST_F(VideoTrainingTest, sf_ratio_stopped_and_continued_gives_the_same_bytes) {
  expect_stopping_changes_nothing(
      [&](const auto& folder, const StopQuestion& stop) { return sf_ratio(folder, stop); });
}

TEST_F(VideoTrainingTest, readmission_stopped_and_continued_gives_the_same_bytes) {
  TempDir start;
  train_without_moving();
  sf_change(start.path());
  start_from_ = start / "best.pt";
  training_.loop.epochs = 2;
  training_.loop.lr = 1e-3;
  expect_stopping_changes_nothing(
      [&](const auto& folder, const StopQuestion& stop) { return readmission(folder, stop); });
}

TEST_F(VideoTrainingTest, sf_change_passes_each_video_once_to_evaluate_its_pairs) {
  TempDir dir;
  training_.loop.epochs = 1;
  const auto outcome = sf_change(dir.path());
  // 8 training videos of one zone: 28 pairs. 4 videos each in validation (passed after the epoch, and at the
  // end) and test, 6 pairs each.
  const auto trained = static_cast<std::int64_t>(std::round(28 * outcome.passes_per_sample));
  EXPECT_LT(trained, 2 * 28);
  EXPECT_EQ(outcome.passes, trained + 4 + 4 + 4);
  EXPECT_EQ(outcome.validation.size(), 6U);
  EXPECT_EQ(outcome.test.size(), 6U);
}

TEST_F(VideoTrainingTest, sf_change_one_pair_at_a_time_passes_two_videos_a_pair) {
  TempDir dir;
  training_.loop.epochs = 1;
  change_.shared_batches = false;
  change_.both_orders = true;
  change_sets_.train = videos({"p0"});  // 4 videos: 6 pairs
  const auto outcome = sf_change(dir.path());
  EXPECT_EQ(outcome.passes_per_sample, 2);
  EXPECT_EQ(outcome.passes, 2 * 6 + 4 + 4 + 4);
  EXPECT_EQ(outcome.test.size(), 12U);
}

TEST_F(VideoTrainingTest, sf_change_predictions_are_those_of_the_pairs_and_give_the_loss) {
  TempDir dir;
  training_.loop.epochs = 1;
  const auto outcome = sf_change(dir.path());
  const auto pairs = tasks::evaluation_pairs(change_sets_.validation, false);
  ASSERT_EQ(outcome.validation.size(), pairs.size());
  double loss = 0;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto& row = outcome.validation[k];
    EXPECT_EQ(row.video_first, change_sets_.validation[pairs[k].first].id);
    EXPECT_EQ(row.video_second, change_sets_.validation[pairs[k].second].id);
    EXPECT_EQ(row.label, pairs[k].label);
    double sum = 0;
    for (const double logit : row.logits) sum += std::exp(logit);
    loss += std::log(sum) - row.logits[static_cast<std::size_t>(row.label)];
  }
  const auto best = static_cast<std::size_t>(outcome.loop.best_epoch) - 1;
  EXPECT_NEAR(history(dir, kValidationLoss).at(best), loss / static_cast<double>(pairs.size()), 1e-12);
}

TEST_F(VideoTrainingTest, sf_change_loss_is_a_mean_over_pairs) {
  // A head of weights N(0, 0.001) gives three classes the same chance: ln 3 for every pair, however many
  // share a batch.
  TempDir dir;
  train_without_moving();
  sf_change(dir.path());
  EXPECT_NEAR(history(dir, kTrainLoss).at(0), std::log(3.0), 0.01);
}

TEST_F(VideoTrainingTest, sf_ratio_learns_what_is_easy_and_reports_its_squared_error) {
  TempDir dir;
  training_.loop.epochs = 6;
  training_.model.tsm.dropout = 0;
  const auto outcome = sf_ratio(dir.path());
  const auto losses = history(dir, kTrainLoss);
  EXPECT_LT(losses.back(), 0.5 * losses.front());
  ASSERT_EQ(outcome.validation.size(), 4U);
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& row = outcome.validation[k];
    EXPECT_EQ(row.video, ratio_sets_.validation[k].id);
    EXPECT_EQ(row.patient, "p2");
    EXPECT_EQ(row.day, ratio_sets_.validation[k].day);
    EXPECT_EQ(row.view, ratio_sets_.validation[k].view);
    EXPECT_EQ(row.target, ratio_sets_.validation[k].sf_ratio);
    sum += (row.prediction - row.target) * (row.prediction - row.target);
  }
  const auto best = static_cast<std::size_t>(outcome.loop.best_epoch) - 1;
  EXPECT_NEAR(history(dir, kValidationLoss).at(best), sum / 4, 1e-12);
}

TEST_F(VideoTrainingTest, readmission_starts_from_the_given_weights_with_a_head_of_its_own) {
  TempDir start, from_start, from_random;
  training_.loop.epochs = 1;
  training_.stream = "sf_change/fold0";
  sf_change(start.path());
  train_without_moving();
  training_.stream = "readmission/fold0";
  readmission(from_random.path());
  start_from_ = start / "best.pt";
  readmission(from_start.path());
  const auto given = learned(start / "best.pt", "tsm.");
  EXPECT_TRUE(equal(learned(from_start / "best.pt", "tsm."), given));
  EXPECT_FALSE(equal(learned(from_random / "best.pt", "tsm."), given));
  EXPECT_TRUE(equal(learned(from_start / "best.pt", "head."), learned(from_random / "best.pt", "head.")));
}

TEST_F(VideoTrainingTest, readmission_predictions_are_those_of_the_views_and_give_the_loss) {
  TempDir dir;
  readmission_sets_.validation = views({"p2", "p3"});
  // Several videos on a day: their mean. The same one twice is that one.
  for (auto& view : readmission_sets_.test.views) view.second_day.push_back(view.second_day.at(0));
  const auto outcome = readmission(dir.path());
  EXPECT_EQ(outcome.passes_per_sample, 2);  // one video a view on each of two days
  ASSERT_EQ(outcome.validation.size(), 4U);
  double loss = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& row = outcome.validation[k];
    const auto& view = readmission_sets_.validation.views[k];
    EXPECT_EQ(row.patient, view.patient);
    EXPECT_EQ(row.view, view.view);
    EXPECT_EQ(row.label, view.label);
    loss += std::log(std::exp(row.logit_no) + std::exp(row.logit_yes)) -
            (row.label == 1 ? row.logit_yes : row.logit_no);
  }
  const auto best = static_cast<std::size_t>(outcome.loop.best_epoch) - 1;
  EXPECT_NEAR(history(dir, kValidationLoss).at(best), loss / 4, 1e-12);
  ASSERT_EQ(outcome.test.size(), 2U);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(outcome.test[k].patient, "p3");
    EXPECT_NEAR(outcome.test[k].logit_no, outcome.validation[2 + k].logit_no, 1e-5);
    EXPECT_NEAR(outcome.test[k].logit_yes, outcome.validation[2 + k].logit_yes, 1e-5);
  }
}

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
