// What the trainings of the clinical tasks share: the network, seeds, clips, and features for evaluation.
#pragma once

#include <string>
#include <vector>

#include "core/rng.h"
#include "train/video_training.h"

namespace sonosweep::train {

class VideoTrainable : public Trainable {
 public:
  // Both arguments outlive this.
  VideoTrainable(VideoTask task, ClipSource& clips, const VideoTraining& training);

  void reset() override;
  torch::nn::Module& module() override { return *model_; }
  int begin_epoch(int epoch) final;
  StatisticsSamples statistics_samples() final;
  void pass_statistics_batch(int k) final;
  nlohmann::ordered_json description() const final;
  std::int64_t passes() const { return model_->clips_passed(); }

 protected:
  // Chooses the epoch's batches; returns how many.
  virtual int plan_epoch(Rng& order) = 0;
  // What is done to the network's outputs, if anything: goes into best.pt's metadata.
  virtual nlohmann::ordered_json output_rule() const { return {}; }
  // The videos that it trains on.
  virtual const std::vector<tasks::TaskVideo>& training_videos() const = 0;

  VideoModel& model() { return model_; }
  const VideoTraining& training() const { return training_; }
  // Of "weights", "order", "frames" or "dropout".
  std::uint64_t seed(const std::string& purpose, int epoch = 0) const;
  // Clips [rows.size(),T,C,H,W] of these videos, frames drawn at random.
  torch::Tensor training_clips(const std::vector<tasks::TaskVideo>& videos,
                               const std::vector<std::size_t>& rows);
  // Features [videos.size(),1280] of the evaluation frames, each video passed once; without gradients.
  torch::Tensor evaluation_features(const std::vector<tasks::TaskVideo>& videos);

 private:
  // [videos.size(),T,C,H,W], of the evaluation frames.
  torch::Tensor evaluation_clips(const std::vector<tasks::TaskVideo>& videos);

  VideoTask task_;
  ClipSource& clips_;
  const VideoTraining& training_;
  VideoModel model_{nullptr};
  Rng frame_rng_{0};
  std::vector<std::vector<std::size_t>> statistics_;  // rows of training_videos()
};

}  // namespace sonosweep::train
