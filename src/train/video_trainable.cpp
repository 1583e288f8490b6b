#include "train/video_trainable.h"

#include <torch/torch.h>

#include <numeric>

#include "tasks/clip_frames.h"
#include "train/even_batches.h"

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
  for (const auto& batch : even_batches(videos, training_.batch)) {
    std::vector<std::vector<std::int64_t>> frames;
    for (const auto& video : batch)
      frames.push_back(tasks::evaluation_frames(video.num_frames, training_.model.tsm.frames));
    features.push_back(model_->features(clips_.clips(batch, frames)));
  }
  return torch::cat(features);
}

}  // namespace sonosweep::train
