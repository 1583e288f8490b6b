#include <torch/torch.h>

#include <numeric>

#include "core/error.h"
#include "train/even_batches.h"
#include "train/video_trainable.h"

namespace sonosweep::train {
namespace {

class SfRatioTraining : public VideoTrainable {
 public:
  SfRatioTraining(const SfRatioSets& sets, ClipSource& clips, const VideoTraining& training)
      : VideoTrainable(VideoTask::kSfRatio, clips, training), sets_(sets) {}

  // A network that has learned nothing yet says the training mean, as the baseline beside table 3 does: the
  // few steps of a short training go into differences between videos, not into finding that mean.
  void reset() override {
    VideoTrainable::reset();
    double sum = 0;
    for (const auto& video : sets_.train) sum += video.sf_ratio.value();
    model()->start_outputs_at(sum / static_cast<double>(sets_.train.size()));
  }

  StepLoss step_loss(int step) override {
    const auto& rows = batches_.at(static_cast<std::size_t>(step));
    const auto predictions =
        model()->outputs(model()->features(training_clips(sets_.train, rows))).squeeze(1);
    std::vector<double> targets;
    for (const auto row : rows) targets.push_back(sets_.train[row].sf_ratio.value());
    return {torch::mse_loss(predictions, torch::tensor(targets, predictions.options())),
            static_cast<double>(rows.size())};
  }

  EpochScore validate() override {
    const auto rows = evaluate(sets_.validation);
    if (rows.empty()) return {};
    double sum = 0;
    for (const auto& row : rows) sum += (row.prediction - row.target) * (row.prediction - row.target);
    return {sum / static_cast<double>(rows.size()), {}};
  }

  std::vector<tasks::SfRatioPrediction> evaluate(const std::vector<tasks::TaskVideo>& videos) {
    if (videos.empty()) return {};
    const torch::NoGradGuard no_grad;
    const auto outputs = model()->outputs(evaluation_features(videos)).to(torch::kCPU, torch::kDouble);
    const auto values = outputs.accessor<double, 2>();
    std::vector<tasks::SfRatioPrediction> rows;
    for (std::size_t k = 0; k < videos.size(); ++k) {
      const auto& video = videos[k];
      rows.push_back({video.id, video.patient, video.day, video.view, video.sf_ratio.value(),
                      values[static_cast<std::int64_t>(k)][0]});
    }
    return rows;
  }

 private:
  const std::vector<tasks::TaskVideo>& training_videos() const override { return sets_.train; }

  int plan_epoch(Rng& order) override {
    std::vector<std::size_t> rows(sets_.train.size());
    std::iota(rows.begin(), rows.end(), 0);
    order.shuffle(rows);
    batches_ = even_batches(rows, training().batch);
    return static_cast<int>(batches_.size());
  }

  const SfRatioSets& sets_;
  std::vector<std::vector<std::size_t>> batches_;
};

}  // namespace

VideoOutcome<tasks::SfRatioPrediction> train_sf_ratio(const SfRatioSets& sets, ClipSource& clips,
                                                      const VideoTraining& training,
                                                      const std::filesystem::path& folder,
                                                      const std::function<bool()>& should_stop) {
  if (sets.train.empty())
    throw_error<DataError>(
        "{}: no training video has an S/F ratio; leave the task out, or give more patients", training.stream);
  SfRatioTraining trainable(sets, clips, training);
  VideoOutcome<tasks::SfRatioPrediction> outcome;
  outcome.passes_per_sample = 1;
  outcome.loop = run_epochs(trainable, training.loop, folder, should_stop);
  outcome.validation = trainable.evaluate(sets.validation);
  outcome.test = trainable.evaluate(sets.test);
  outcome.passes = trainable.passes();
  return outcome;
}

}  // namespace sonosweep::train
