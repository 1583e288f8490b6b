#include "train/segmentation_trainer.h"

#include <torch/torch.h>

#include <numeric>
#include <optional>

#include "core/rng.h"
#include "train/epoch_loop.h"
#include "train/even_batches.h"
#include "train/statistics_batches.h"

namespace sonosweep::train {
namespace {

// Common random numbers: every threshold starts from the same weights and sees the same images in the same
// order, turned the same way, so that differences between thresholds are not differences between draws.
constexpr const char* kStream = "segmentation";

class Trainer : public Trainable {
 public:
  Trainer(const SegmentationSets& sets, const SegmenterOptions& model, const SegmentationTraining& training)
      : sets_(sets),
        model_(model),
        training_(training),
        loss_(make_segmentation_loss(training.loss,
                                     TargetTable(training.weights, training.threshold, model.device),
                                     training.focal_gamma)) {}

  void reset() override {
    torch::manual_seed(seed("weights"));
    segmenter_.emplace(model_);
  }

  torch::nn::Module& module() override { return *segmenter_->network(); }

  int begin_epoch(int epoch) override {
    Rng order_rng(seed("order", epoch));
    augment_rng_ = Rng(seed("augment", epoch));
    torch::manual_seed(seed("dropout", epoch));
    std::vector<std::int64_t> order(static_cast<std::size_t>(sets_.train.size()));
    std::iota(order.begin(), order.end(), 0);
    order_rng.shuffle(order);
    batches_ = even_batches(order, training_.batch);
    return static_cast<int>(batches_.size());
  }

  StepLoss step_loss(int step) override {
    const auto& rows = batches_.at(static_cast<std::size_t>(step));
    const auto selected = torch::tensor(rows, torch::kLong);
    const auto images = as_input(sets_.train.images.index_select(0, selected).to(model_.device));
    const auto confidence =
        sets_.train.confidence.index_select(0, selected).to(model_.device).to(torch::kFloat);
    const auto batch = augment(images, confidence, training_.augmentation, augment_rng_);
    return {loss_({segmenter_->logits(batch.images), batch.confidence, batch.inside}),
            static_cast<double>(rows.size())};
  }

  StatisticsSamples statistics_samples() override {
    if (statistics_.empty())
      statistics_ =
          statistics_batches(static_cast<std::size_t>(sets_.train.size()), training_.batch_norm_samples,
                             training_.batch, Rng(seed("batch_norm")));
    return {static_cast<int>(statistics_.size()), count_samples(statistics_),
            static_cast<std::size_t>(sets_.train.size()), "images"};
  }

  void pass_statistics_batch(int k) override {
    const auto& rows = statistics_.at(static_cast<std::size_t>(k));
    const auto selected = torch::tensor(std::vector<std::int64_t>(rows.begin(), rows.end()), torch::kLong);
    segmenter_->logits(as_input(sets_.train.images.index_select(0, selected).to(model_.device)));
  }

  EpochScore validate() override {
    const auto validation = evaluate(sets_.validation, /*all_metrics=*/false);
    return {validation.loss, validation.scores.iou};
  }

  nlohmann::ordered_json description() const override { return describe(model_); }

  SegmentationEvaluation evaluate(const SegmentationSamples& samples, bool all_metrics,
                                  PatientScores patients = PatientScores::kNo) {
    stats::SegmentationMetricsOptions options;
    options.threshold = training_.threshold;
    options.num_classes = static_cast<int>(samples.confidence.size(1));
    options.weights = training_.weights;
    options.boundary_tolerance = training_.boundary_tolerance;
    options.boundaries = all_metrics;
    return evaluate_segmenter([&](const torch::Tensor& images) { return segmenter_->logits(images); },
                              samples, loss_, options, model_.device, training_.batch, patients);
  }

 private:
  std::uint64_t seed(const std::string& purpose, int epoch = 0) const {
    return derive_seed(training_.seed, kStream + ("/" + purpose), static_cast<std::uint64_t>(epoch));
  }

  const SegmentationSets& sets_;
  const SegmenterOptions& model_;
  const SegmentationTraining& training_;
  SegmentationLoss loss_;
  std::optional<Segmenter> segmenter_;
  Rng augment_rng_{0};
  std::vector<std::vector<std::int64_t>> batches_;
  std::vector<std::vector<std::size_t>> statistics_;
};

}  // namespace

SegmentationOutcome train_segmenter(const SegmentationSets& sets, const SegmenterOptions& model,
                                    const SegmentationTraining& training, const std::filesystem::path& folder,
                                    const std::function<bool()>& should_stop) {
  LoopOptions loop;
  loop.epochs = training.epochs;
  loop.lr = training.lr;
  loop.checkpoint_every = training.checkpoint_every;
  loop.batch_norm = training.batch_norm;
  loop.best_ties = training.best_ties;
  loop.identity = training.identity;
  Trainer trainer(sets, model, training);
  const auto trained = run_epochs(trainer, loop, folder, should_stop);
  SegmentationOutcome outcome;
  outcome.best_epoch = trained.best_epoch;
  outcome.epochs_continued_from = trained.epochs_continued_from;
  outcome.validation = trainer.evaluate(sets.validation, /*all_metrics=*/true);
  outcome.test = trainer.evaluate(sets.test, /*all_metrics=*/true, PatientScores::kYes);
  return outcome;
}

}  // namespace sonosweep::train
