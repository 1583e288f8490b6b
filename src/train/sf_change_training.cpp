#include <torch/torch.h>

#include <cmath>
#include <stdexcept>

#include "core/error.h"
#include "tasks/pair_batches.h"
#include "train/pair_loss.h"
#include "train/video_trainable.h"

namespace sonosweep::train {
namespace {

class SfChangeTraining : public VideoTrainable {
 public:
  SfChangeTraining(const SfChangeSets& sets, ClipSource& clips, const SfChangeOptions& options,
                   const VideoTraining& training)
      : VideoTrainable(VideoTask::kSfChange, clips, training),
        sets_(sets),
        options_(options),
        prior_(tasks::class_prior(options.class_weights,
                                  tasks::training_pairs(sets.train, options.train_pairs),
                                  tasks::evaluation_pairs(sets.train, options.both_orders))) {}

  // Of the first epoch; NaN without pairs.
  double passes_per_pair() const {
    Rng order(seed("order"));
    return tasks::passes_per_pair(batches(order));
  }

  StepLoss step_loss(int step) override {
    const auto& batch = batches_.at(static_cast<std::size_t>(step));
    const auto sum =
        pair_loss_sum(model(), training_clips(sets_.train, batch.videos), batch.pairs, prior_.weights);
    return {sum / pairs_per_batch_, 1};
  }

  EpochScore validate() override {
    EpochScore score;
    const auto rows = evaluate(sets_.validation, &score.val_loss);
    if (options_.best_by == BestBy::kAccuracy3 && !rows.empty()) {
      score.decides = tasks::sf_change_metrics(rows).at("accuracy3");
      score.decides_name = "validation accuracy3";
    }
    if (const double loss = tasks::sf_change_loss_of_days(rows);
        options_.best_by == BestBy::kLossOfDays && !std::isnan(loss)) {
      score.decides = -loss;
      score.decides_name = "minus the loss over validation pairs of two days";
    }
    return score;
  }

  // `loss`, if wanted: mean cross entropy over the pairs, nothing if there are none.
  std::vector<tasks::SfChangePrediction> evaluate(const std::vector<tasks::TaskVideo>& videos,
                                                  std::optional<double>* loss = nullptr) {
    const auto pairs = tasks::evaluation_pairs(videos, options_.both_orders);
    if (pairs.empty()) return {};
    const torch::NoGradGuard no_grad;
    auto logits = pair_logits(model(), evaluation_features(videos), pairs).to(torch::kCPU, torch::kDouble);
    if (prior_.shift)
      logits = logits +
               torch::tensor(std::vector<double>(prior_.shift->begin(), prior_.shift->end()), torch::kDouble);
    if (loss)
      *loss = torch::nn::functional::cross_entropy(logits, pair_labels(pairs, torch::kCPU)).item<double>();
    std::vector<tasks::SfChangePrediction> rows;
    const auto values = logits.accessor<double, 2>();
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const auto row = values[static_cast<std::int64_t>(k)];
      const auto &first = videos[pairs[k].first], &second = videos[pairs[k].second];
      rows.push_back({first.id,
                      second.id,
                      pairs[k].label,
                      {row[0], row[1], row[2]},
                      first.patient,
                      first.day,
                      second.day});
    }
    return rows;
  }

 private:
  std::vector<tasks::PairBatch> batches(Rng& order) const {
    const auto make = options_.shared_batches ? tasks::shared_pair_batches : tasks::plain_pair_batches;
    return make(sets_.train, training().batch, order, options_.train_pairs);
  }

  nlohmann::ordered_json output_rule() const override {
    if (!prior_.shift) return {};
    return {{"added_to_logits", *prior_.shift}, {"classes", {"decrease", "same", "increase"}}};
  }

  const std::vector<tasks::TaskVideo>& training_videos() const override { return sets_.train; }

  int plan_epoch(Rng& order) override {
    batches_ = batches(order);
    std::size_t pairs = 0;
    for (const auto& batch : batches_) pairs += batch.pairs.size();
    // Shared batches serve different numbers of pairs. Dividing all by the same number lets every pair count
    // equally.
    pairs_per_batch_ = static_cast<double>(pairs) / static_cast<double>(batches_.size());
    return static_cast<int>(batches_.size());
  }

  const SfChangeSets& sets_;
  SfChangeOptions options_;
  tasks::ClassPrior prior_;
  std::vector<tasks::PairBatch> batches_;
  double pairs_per_batch_ = 1;
};

}  // namespace

BestBy parse_best_by(const std::string& text) {
  if (text == "val_loss") return BestBy::kLoss;
  if (text == "val_loss_days") return BestBy::kLossOfDays;
  if (text == "accuracy3") return BestBy::kAccuracy3;
  throw std::invalid_argument("best_by = " + text);
}

VideoOutcome<tasks::SfChangePrediction> train_sf_change(const SfChangeSets& sets, ClipSource& clips,
                                                        const SfChangeOptions& options,
                                                        const VideoTraining& training,
                                                        const std::filesystem::path& folder,
                                                        const std::function<bool()>& should_stop) {
  if (tasks::training_pairs(sets.train, options.train_pairs).empty()) {
    if (options.train_pairs != tasks::TrainPairs::kAll && !tasks::training_pairs(sets.train).empty())
      throw_error<DataError>(
          "{}: sf_change.train_pairs leaves none of the {} pairs of training videos that show the same zone; "
          "set train_pairs = all, or give patients with several videos of a zone",
          training.stream, tasks::training_pairs(sets.train).size());
    throw_error<DataError>(
        "{}: no two training videos with an S/F ratio show the same zone, so there is no pair to train "
        "on; leave the task out, or give more patients",
        training.stream);
  }
  SfChangeTraining trainable(sets, clips, options, training);
  VideoOutcome<tasks::SfChangePrediction> outcome;
  outcome.passes_per_sample = trainable.passes_per_pair();
  outcome.loop = run_epochs(trainable, training.loop, folder, should_stop);
  outcome.validation = trainable.evaluate(sets.validation);
  outcome.test = trainable.evaluate(sets.test);
  outcome.passes = trainable.passes();
  return outcome;
}

}  // namespace sonosweep::train
