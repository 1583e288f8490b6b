#include "train/video_trainable.h"

#include <torch/torch.h>

#include <numeric>

#include "tasks/clip_frames.h"
#include "train/even_batches.h"
#include "train/statistics_batches.h"

namespace sonosweep::train {

VideoTrainable::VideoTrainable(VideoTask task, ClipSource& clips, const VideoTraining& training)
    : task_(task), clips_(clips), training_(training) {}

std::uint64_t VideoTrainable::seed(const std::string& purpose, int epoch) const {
  return derive_seed(training_.seed, training_.stream + "/" + purpose, static_cast<std::uint64_t>(epoch));
}

void VideoTrainable::reset() {
  auto options = training_.model;
  options.tsm.in_channels = clips_.channels();
  torch::manual_seed(seed("weights"));
  model_ = VideoModel(task_, options);
}

int VideoTrainable::begin_epoch(int epoch) {
  Rng order(seed("order", epoch));
  frame_rng_ = Rng(seed("frames", epoch));
  torch::manual_seed(seed("dropout", epoch));
  return plan_epoch(order);
}

nlohmann::ordered_json VideoTrainable::description() const {
  auto json = model_->description();
  json["size"] = {clips_.height(), clips_.width()};
  if (auto rule = output_rule(); !rule.is_null()) json["output_rule"] = std::move(rule);
  return json;
}

torch::Tensor VideoTrainable::training_clips(const std::vector<tasks::TaskVideo>& videos,
                                             const std::vector<std::size_t>& rows) {
  std::vector<tasks::TaskVideo> chosen;
  std::vector<std::vector<std::int64_t>> frames;
  for (const auto row : rows) {
    chosen.push_back(videos.at(row));
    frames.push_back(
        tasks::training_frames(chosen.back().num_frames, training_.model.tsm.frames, frame_rng_));
  }
  return clips_.clips(chosen, frames);
}

torch::Tensor VideoTrainable::evaluation_features(const std::vector<tasks::TaskVideo>& videos) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> features;
  for (const auto& batch : even_batches(videos, training_.batch))
    features.push_back(model_->features(evaluation_clips(batch)));
  return torch::cat(features);
}

torch::Tensor VideoTrainable::evaluation_clips(const std::vector<tasks::TaskVideo>& videos) {
  std::vector<std::vector<std::int64_t>> frames;
  for (const auto& video : videos)
    frames.push_back(tasks::evaluation_frames(video.num_frames, training_.model.tsm.frames));
  return clips_.clips(videos, frames);
}

Trainable::StatisticsSamples VideoTrainable::statistics_samples() {
  const auto count = training_videos().size();
  if (statistics_.empty())
    statistics_ = statistics_batches(count, training_.batch_norm_samples, std::max(2, training_.batch),
                                     Rng(seed("batch_norm")));
  return {static_cast<int>(statistics_.size()), count_samples(statistics_), count, "clips"};
}

void VideoTrainable::pass_statistics_batch(int k) {
  std::vector<tasks::TaskVideo> videos;
  for (const auto row : statistics_.at(static_cast<std::size_t>(k)))
    videos.push_back(training_videos().at(row));
  model_->features(evaluation_clips(videos));
}

}  // namespace sonosweep::train
