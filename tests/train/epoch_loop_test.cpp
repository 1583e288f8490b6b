// The loop that all trainings share, on one that takes microseconds: a linear layer whose validation scores
// are written down beforehand.
#include "train/epoch_loop.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "nn/state_dict.h"
#include "temp_dir.h"

namespace sonosweep::train {
namespace {

using testing::TempDir;

const double kNan = std::nan("");

class Scripted : public Trainable {
 public:
  explicit Scripted(std::vector<EpochScore> scores) : scores_(std::move(scores)) {}

  void reset() override {
    torch::manual_seed(7);
    layer_ = torch::nn::Linear(2, 1);
  }
  torch::nn::Module& module() override { return *layer_; }

  int begin_epoch(int epoch) override {
    EXPECT_TRUE(layer_->is_training());
    epoch_ = epoch;
    return steps;
  }

  StepLoss step_loss(int step) override {
    const auto x =
        torch::tensor({1.0F + static_cast<float>(epoch_), 2.0F - static_cast<float>(step)}).view({1, 2});
    auto loss = layer_->forward(x).square().sum();
    if (epoch_ == bad_epoch && step == bad_step) loss = loss * kNan;
    losses.push_back(loss.item<double>());
    return {loss, 1.0 + 2.0 * step};
  }

  EpochScore validate() override {
    EXPECT_FALSE(layer_->is_training());
    weights_after.resize(static_cast<std::size_t>(epoch_) + 1);
    weights_after.back() = weight();
    return scores_.at(static_cast<std::size_t>(epoch_));
  }
  nlohmann::ordered_json description() const override { return {{"model", "scripted"}}; }

  torch::Tensor weight() const { return layer_->weight.detach().clone(); }

  int steps = 2, bad_epoch = -1, bad_step = 1;
  std::vector<double> losses;
  std::vector<torch::Tensor> weights_after;  // each epoch

 private:
  torch::nn::Linear layer_{nullptr};
  std::vector<EpochScore> scores_;
  int epoch_ = -1;
};

std::vector<EpochScore> by_loss(const std::vector<double>& losses) {
  std::vector<EpochScore> scores;
  for (const double loss : losses) scores.push_back({loss, {}});
  return scores;
}

const std::vector<EpochScore> kFalling = by_loss({4, 3, 2, 1});

LoopOptions options(int epochs) {
  LoopOptions out;
  out.epochs = epochs;
  out.lr = 0.1;
  out.identity = "test";
  return out;
}

bool never() {
  return false;
}

// Says yes at question number `patience` + 1 and ever after.
std::function<bool()> after_questions(int patience) {
  return [patience, asked = 0]() mutable { return ++asked > patience; };
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

int best_of(const std::vector<EpochScore>& scores, BestTies ties = BestTies::kLowerLoss) {
  TempDir dir;
  Scripted training(scores);
  auto loop = options(static_cast<int>(scores.size()));
  loop.best_ties = ties;
  const auto outcome = run_epochs(training, loop, dir.path(), never);
  EXPECT_TRUE(torch::equal(training.weight(),
                           training.weights_after.at(static_cast<std::size_t>(outcome.best_epoch) - 1)));
  EXPECT_FALSE(training.module().is_training());
  return outcome.best_epoch;
}

TEST(EpochLoop, ends_with_the_weights_of_the_lowest_loss_the_earliest_on_a_tie) {
  EXPECT_EQ(best_of(by_loss({3, 1, 2})), 2);
  EXPECT_EQ(best_of(by_loss({3, 1, 1})), 2);
  EXPECT_EQ(best_of(by_loss({1, 1, 1})), 1);
}

TEST(EpochLoop, iou_decides_before_the_loss_where_it_is_defined) {
  EXPECT_EQ(best_of({{1.0, 0.4}, {3.0, 0.5}, {0.5, 0.4}}), 2);
  EXPECT_EQ(best_of({{1.0, kNan}, {3.0, 0.1}}), 2);
  EXPECT_EQ(best_of({{3.0, 0.1}, {1.0, kNan}}), 1);
  EXPECT_EQ(best_of({{3.0, kNan}, {1.0, kNan}}), 2);
}

// Where nothing is found at first the IoU is 0 epoch after epoch: the first of them has learnt least.
TEST(EpochLoop, of_equal_ious_the_lower_loss_then_the_earliest) {
  const std::vector<EpochScore> scores = {{3.0, 0.0}, {1.0, 0.0}, {2.0, 0.0}, {1.0, 0.0}};
  EXPECT_EQ(best_of(scores), 2);
  EXPECT_EQ(best_of(scores, BestTies::kEarliest), 1);  // as 0.1.0 chose
}

TEST(EpochLoop, a_score_of_its_own_decides_before_the_loss) {
  const auto score = [](double loss, std::optional<double> decides) {
    EpochScore out{loss, {}};
    out.decides = decides;
    out.decides_name = "made up";
    return out;
  };
  EXPECT_EQ(best_of({score(1, 0.5), score(3, 0.7), score(0.5, 0.6)}), 2);
  EXPECT_EQ(best_of({score(3, 0.7), score(2, 0.7), score(2, 0.7)}), 2);
  EXPECT_EQ(best_of({score(3, {}), score(2, {})}), 2);  // none: the loss
  TempDir dir;                                          // known again after a kill
  Scripted training({score(1, 0.9), score(0.5, 0.1), score(0.4, 0.2)});
  EXPECT_THROW(run_epochs(training, options(3), dir.path(), after_questions(3)), Stopped);
  EXPECT_EQ(run_epochs(training, options(3), dir.path(), never).best_epoch, 1);
}

TEST(EpochLoop, nothing_to_validate_on_takes_the_last_epoch_and_says_so_once) {
  TempDir dir;
  Scripted training({EpochScore{}, EpochScore{}, EpochScore{}});
  ::testing::internal::CaptureStderr();
  const auto outcome = run_epochs(training, options(3), dir.path(), never);
  const auto said = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(outcome.best_epoch, 3);
  EXPECT_TRUE(outcome.best_is_last);
  EXPECT_FALSE(outcome.best_val_loss);
  const auto first = said.find("nothing to validate on");
  ASSERT_NE(first, std::string::npos) << said;
  EXPECT_EQ(said.find("nothing to validate on", first + 1), std::string::npos) << said;
  const auto rows = lines(read_file(dir / "history.csv"));
  ASSERT_EQ(rows.size(), 4U);
  for (std::size_t e = 1; e < rows.size(); ++e) EXPECT_EQ(rows[e].back(), ',') << rows[e];
  // A finished training that is asked again knows it still.
  Scripted again({});
  EXPECT_TRUE(run_epochs(again, options(3), dir.path(), never).best_is_last);
}

TEST(EpochLoop, history_has_the_rate_and_the_weighted_mean_of_the_steps) {
  TempDir dir;
  auto given = options(4);
  given.schedule = Schedule::kCosineRestarts;  // T_0 = 4 / 4 = 1: always the full rate
  Scripted training(kFalling);
  const auto outcome = run_epochs(training, given, dir.path(), never);
  EXPECT_EQ(outcome.best_val_loss, 1);
  EXPECT_FALSE(outcome.best_is_last);
  const auto rows = lines(read_file(dir / "history.csv"));
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0], "epoch,lr,train_loss,val_loss");
  // Steps weigh 1 and 3.
  for (std::size_t e = 0; e < 4; ++e)
    EXPECT_EQ(rows[e + 1],
              fmt::format("{},0.1,{},{}", e + 1,
                          (training.losses[2 * e] + 3 * training.losses[2 * e + 1]) / 4, 4.0 - e));
}

TEST(EpochLoop, the_rate_follows_the_cosine_and_moves_the_weights) {
  TempDir dir;
  Scripted training(by_loss({2, 1}));
  run_epochs(training, options(2), dir.path(), never);
  const auto rows = lines(read_file(dir / "history.csv"));
  EXPECT_EQ(rows.at(1).substr(0, 6), "1,0.1,");
  EXPECT_EQ(rows.at(2).substr(0, 7), "2,0.05,");  // 0.1 (1 + cos(pi / 2)) / 2
  // Adam's first step is the rate in size: twice about 0.1, then twice about 0.05.
  const auto change = (training.weights_after[1] - training.weights_after[0]).abs().max().item<double>();
  EXPECT_GT(change, 0.01);
  EXPECT_LT(change, 0.11);
}

TEST(EpochLoop, stopped_at_every_step_and_continued_gives_the_same_bytes) {
  for (const int checkpoint_every : {1, 100}) {
    TempDir quiet, stopped;
    auto given = options(4);
    given.checkpoint_every = checkpoint_every;
    Scripted undisturbed(by_loss({4, 1, 2, 1}));
    run_epochs(undisturbed, given, quiet.path(), never);
    int starts = 0, continued = 0;
    for (int patience = 1;; ++patience) {
      ASSERT_LT(++starts, 30);
      Scripted training(by_loss({4, 1, 2, 1}));
      try {
        continued =
            run_epochs(training, given, stopped.path(), after_questions(patience)).epochs_continued_from;
        EXPECT_TRUE(torch::equal(training.weight(), undisturbed.weight()));
        break;
      } catch (const Stopped& error) {
        EXPECT_NE(std::string(error.what()).find("of 4; run again to continue"), std::string::npos)
            << error.what();
      }
    }
    EXPECT_GT(starts, 2);
    EXPECT_GE(continued, 1);
    for (const char* name : {"best.pt", "history.csv"})
      EXPECT_EQ(read_file(quiet / name), read_file(stopped / name)) << name;
  }
}

TEST(EpochLoop, a_rare_checkpoint_loses_no_finished_epoch_when_asked_to_stop) {
  TempDir dir;
  auto given = options(4);
  given.checkpoint_every = 100;
  Scripted first(kFalling), second(kFalling);
  // Asked before the two steps of epoch 1 and once after it; nothing is on disk yet within epoch 2, so that
  // one ends.
  EXPECT_THROW(run_epochs(first, given, dir.path(), after_questions(3)), Stopped);
  EXPECT_EQ(run_epochs(second, given, dir.path(), never).epochs_continued_from, 2);
}

TEST(EpochLoop, whenever_it_is_asked_to_stop_every_finished_epoch_is_on_disk) {
  for (const int checkpoint_every : {1, 2, 100})
    for (int patience = 0; patience < 10; ++patience) {
      TempDir dir;
      auto given = options(4);
      given.checkpoint_every = checkpoint_every;
      Scripted first(kFalling), second(kFalling);
      try {
        run_epochs(first, given, dir.path(), after_questions(patience));
      } catch (const Stopped&) {
      }
      const int finished = static_cast<int>(first.weights_after.size());
      EXPECT_EQ(run_epochs(second, given, dir.path(), never).epochs_continued_from, finished)
          << checkpoint_every << ", " << patience;
    }
}

// Two epochs done, then stopped.
void train_halfway(const TempDir& dir) {
  Scripted training(kFalling);
  EXPECT_THROW(run_epochs(training, options(4), dir.path(), after_questions(7)), Stopped);
  ASSERT_TRUE(std::filesystem::exists(dir / "previous.pt"));
}

class HurtTraining : public ::testing::Test {
 protected:
  HurtTraining() {
    Scripted undisturbed(kFalling);
    run_epochs(undisturbed, options(4), quiet_.path(), never);
    train_halfway(hurt_);
  }

  int continue_training() {
    Scripted training(kFalling);
    const auto outcome = run_epochs(training, options(4), hurt_.path(), never);
    for (const char* name : {"best.pt", "history.csv"})
      EXPECT_EQ(read_file(quiet_ / name), read_file(hurt_ / name)) << name;
    return outcome.epochs_continued_from;
  }

  void cut(const char* name) {
    const auto bytes = read_file(hurt_ / name);
    write_file_atomically(hurt_ / name, bytes.substr(0, bytes.size() / 2));
  }

  TempDir quiet_, hurt_;
};

TEST_F(HurtTraining, not_hurt_at_all) {
  EXPECT_EQ(continue_training(), 2);
}

TEST_F(HurtTraining, a_damaged_last_checkpoint_falls_back_to_the_one_before) {
  cut("last.pt");
  EXPECT_EQ(continue_training(), 1);
}

TEST_F(HurtTraining, damaged_checkpoints_start_the_training_anew) {
  cut("last.pt");
  cut("previous.pt");
  EXPECT_EQ(continue_training(), 0);
}

TEST_F(HurtTraining, lost_best_weights_start_the_training_anew) {
  std::filesystem::remove(hurt_ / "best.pt");
  EXPECT_EQ(continue_training(), 0);
}

TEST_F(HurtTraining, damaged_best_weights_start_the_training_anew) {
  cut("best.pt");
  EXPECT_EQ(continue_training(), 0);
}

TEST_F(HurtTraining, another_runs_checkpoint_is_refused) {
  Scripted training(kFalling);
  auto other = options(4);
  other.identity = "another";
  EXPECT_THROW(run_epochs(training, other, hurt_.path(), never), DataError);
}

std::string error_of(Scripted& training, const TempDir& dir) {
  try {
    run_epochs(training, options(4), dir.path(), never);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitFailed);
    return error.what();
  }
  return "no error";
}

TEST_F(HurtTraining, a_loss_that_is_no_number_is_named_and_keeps_the_last_good_checkpoint) {
  const auto good = read_file(hurt_ / "last.pt");
  Scripted training(kFalling);
  training.bad_epoch = 2;
  EXPECT_EQ(error_of(training, hurt_),
            "epoch 3, step 2 of 2: the loss is not a number; lower the learning rate (lr = 0.1)");
  EXPECT_EQ(read_file(hurt_ / "last.pt"), good);
  EXPECT_EQ(continue_training(), 2);
}

TEST_F(HurtTraining, a_validation_loss_that_is_no_number_is_named_too) {
  const auto good = read_file(hurt_ / "last.pt");
  Scripted training(by_loss({4, 3, INFINITY, 1}));
  EXPECT_EQ(error_of(training, hurt_),
            "epoch 3: the validation loss is infinite; lower the learning rate (lr = 0.1)");
  EXPECT_EQ(read_file(hurt_ / "last.pt"), good);
}

TEST(EpochLoop, an_epoch_without_steps_is_refused) {
  TempDir dir;
  Scripted training(kFalling);
  training.steps = 0;
  EXPECT_THROW(run_epochs(training, options(4), dir.path(), never), DataError);
}

}  // namespace
}  // namespace sonosweep::train
