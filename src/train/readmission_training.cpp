#include <torch/torch.h>

#include <numeric>

#include "core/error.h"
#include "train/even_batches.h"
#include "train/video_trainable.h"

namespace sonosweep::train {
namespace {

using tasks::ReadmissionSamples;

// Some views as the network takes them.
struct ViewBatch {
  std::vector<std::size_t> videos;  // rows of ReadmissionSamples::videos
  torch::Tensor difference;  // [views, videos]: times the videos' features = second day's mean - first day's
  torch::Tensor labels;      // [views] int64
};

ViewBatch view_batch(const ReadmissionSamples& samples, const std::vector<std::size_t>& views) {
  ViewBatch batch;
  std::size_t total = 0;
  for (const auto view : views)
    total += samples.views[view].first_day.size() + samples.views[view].second_day.size();
  batch.difference =
      torch::zeros({static_cast<std::int64_t>(views.size()), static_cast<std::int64_t>(total)});
  std::vector<std::int64_t> labels;
  auto weights = batch.difference.accessor<float, 2>();
  for (std::size_t k = 0; k < views.size(); ++k) {
    const auto& view = samples.views[views[k]];
    const auto add = [&](const std::vector<std::size_t>& day, float sign) {
      for (const auto row : day) {
        weights[static_cast<std::int64_t>(k)][static_cast<std::int64_t>(batch.videos.size())] =
            sign / static_cast<float>(day.size());
        batch.videos.push_back(row);
      }
    };
    add(view.first_day, -1);
    add(view.second_day, 1);
    labels.push_back(view.label);
  }
  batch.labels = torch::tensor(labels, torch::kLong);
  return batch;
}

std::vector<std::size_t> all_views(const ReadmissionSamples& samples) {
  std::vector<std::size_t> views(samples.views.size());
  std::iota(views.begin(), views.end(), 0);
  return views;
}

class ReadmissionTraining : public VideoTrainable {
 public:
  ReadmissionTraining(const ReadmissionSets& sets, ClipSource& clips,
                      const std::optional<std::filesystem::path>& start_from, const VideoTraining& training)
      : VideoTrainable(VideoTask::kReadmission, clips, training), sets_(sets), start_from_(start_from) {}

  void reset() override {
    VideoTrainable::reset();
    if (start_from_) start_from_weights(model(), *start_from_);
  }

  StepLoss step_loss(int step) override {
    const auto& views = batches_.at(static_cast<std::size_t>(step));
    const auto batch = view_batch(sets_.train, views);
    const auto logits =
        view_logits(batch, model()->features(training_clips(sets_.train.videos, batch.videos)));
    return {torch::nn::functional::cross_entropy(logits, batch.labels.to(logits.device())),
            static_cast<double>(views.size())};
  }

  EpochScore validate() override {
    EpochScore score;
    evaluate(sets_.validation, &score.val_loss);
    return score;
  }

  // `loss`, if wanted: mean cross entropy over the views, nothing if there are none.
  std::vector<tasks::ReadmissionPrediction> evaluate(const ReadmissionSamples& samples,
                                                     std::optional<double>* loss = nullptr) {
    if (samples.views.empty()) return {};
    const torch::NoGradGuard no_grad;
    const auto batch = view_batch(samples, all_views(samples));
    std::vector<tasks::TaskVideo> videos;
    for (const auto row : batch.videos) videos.push_back(samples.videos.at(row));
    const auto logits = view_logits(batch, evaluation_features(videos)).to(torch::kCPU, torch::kDouble);
    if (loss) *loss = torch::nn::functional::cross_entropy(logits, batch.labels).item<double>();
    const auto values = logits.accessor<double, 2>();
    std::vector<tasks::ReadmissionPrediction> rows;
    for (std::size_t k = 0; k < samples.views.size(); ++k) {
      const auto& view = samples.views[k];
      const auto row = values[static_cast<std::int64_t>(k)];
      rows.push_back({view.patient, view.view, view.label, row[0], row[1]});
    }
    return rows;
  }

 private:
  torch::Tensor view_logits(const ViewBatch& batch, const torch::Tensor& features) {
    return model()->outputs(torch::matmul(batch.difference.to(features.device()), features));
  }

  const std::vector<tasks::TaskVideo>& training_videos() const override { return sets_.train.videos; }

  int plan_epoch(Rng& order) override {
    auto views = all_views(sets_.train);
    order.shuffle(views);
    batches_ = even_batches(views, training().batch);
    return static_cast<int>(batches_.size());
  }

  const ReadmissionSets& sets_;
  const std::optional<std::filesystem::path>& start_from_;
  std::vector<std::vector<std::size_t>> batches_;
};

}  // namespace

VideoOutcome<tasks::ReadmissionPrediction> train_readmission(
    const ReadmissionSets& sets, ClipSource& clips, const std::optional<std::filesystem::path>& start_from,
    const VideoTraining& training, const std::filesystem::path& folder,
    const std::function<bool()>& should_stop) {
  if (sets.train.views.empty())
    throw_error<DataError>(
        "{}: no training patient of known outcome has a view on both days; leave the task out, or give "
        "more patients",
        training.stream);
  ReadmissionTraining trainable(sets, clips, start_from, training);
  VideoOutcome<tasks::ReadmissionPrediction> outcome;
  outcome.passes_per_sample =
      static_cast<double>(view_batch(sets.train, all_views(sets.train)).videos.size()) /
      static_cast<double>(sets.train.views.size());
  outcome.loop = run_epochs(trainable, training.loop, folder, should_stop);
  outcome.validation = trainable.evaluate(sets.validation);
  outcome.test = trainable.evaluate(sets.test);
  outcome.passes = trainable.passes();
  return outcome;
}

}  // namespace sonosweep::train
