// The clinical trainings on sixteen made-up videos of 1, 3 or 5 frames, with clips of 4: patients p0 and p1
// are trained on, p2 validates, p3 tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/atomic_file.h"
#include "core/error.h"
#include "nn/state_dict.h"
#include "train/tiny_videos.h"
#include "train/video_training.h"

namespace sonosweep::train {

class VideoTrainingTest : public ::testing::Test {
 protected:
  using TempDir = testing::TempDir;
  using StopQuestion = std::function<bool()>;
  static bool never() { return false; }

  static void SetUpTestSuite();
  static void TearDownTestSuite();
  VideoTrainingTest();

  static std::vector<tasks::TaskVideo> videos(const std::vector<std::string>& patients);
  static tasks::ReadmissionSamples views(const std::vector<std::string>& patients);

  VideoOutcome<tasks::SfChangePrediction> sf_change(const std::filesystem::path& folder,
                                                    const StopQuestion& should_stop = never);
  VideoOutcome<tasks::SfRatioPrediction> sf_ratio(const std::filesystem::path& folder,
                                                  const StopQuestion& should_stop = never);
  VideoOutcome<tasks::ReadmissionPrediction> readmission(const std::filesystem::path& folder,
                                                         const StopQuestion& should_stop = never);

  // Of the frames and masks that the three above see.
  ClipSource clips() const;
  // Of the first epoch; "weights", "order", "frames" or "dropout".
  std::uint64_t seed(const std::string& purpose) const;
  // The network with the random weights that a training of this seed and stream draws.
  VideoModel drawn_network(VideoTask task) const;

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
  void train_without_moving();

  static constexpr std::size_t kTrainLoss = 2, kValidationLoss = 3;
  // Column `column` of history.csv, without its head.
  static std::vector<double> history(const TempDir& dir, std::size_t column);

  // What the optimiser moves; the statistics of batch norm move by themselves.
  static nn::StateDict learned(const std::filesystem::path& best, const std::string& prefix);
  static bool equal(const nn::StateDict& a, const nn::StateDict& b);

  static std::unique_ptr<TinyVideos> tiny_;
  std::shared_ptr<const data::MaskCacheReader> cache_ = tiny_->binary;
  VideoTraining training_;
  SfChangeSets change_sets_;
  SfChangeOptions change_;
  SfRatioSets ratio_sets_;
  ReadmissionSets readmission_sets_;
  std::optional<std::filesystem::path> start_from_;
};

}  // namespace sonosweep::train
