#include "train/segmentation_trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>

#include "core/error.h"
#include "core/log.h"
#include "train/schedule.h"
#include "train/training_state.h"

namespace sonosweep::train {
namespace {

// Common random numbers: every threshold starts from the same weights and sees the same images in the same order,
// turned the same way, so that differences between thresholds are not differences between draws.
constexpr const char* kStream = "segmentation";

class Trainer {
 public:
  Trainer(const SegmentationSets& sets, const SegmenterOptions& model, const SegmentationTraining& training,
          std::filesystem::path folder)
      : sets_(sets),
        training_(training),
        folder_(std::move(folder)),
        segmenter_(seeded(model, training.seed)),
        loss_(make_segmentation_loss(training.loss, TargetTable(training.weights, training.threshold, model.device),
                                     training.focal_gamma)),
        optimizer_(make_optimizer()) {}

  SegmentationOutcome run(const std::function<bool()>& should_stop) {
    SegmentationOutcome outcome;
    resume();
    outcome.epochs_continued_from = progress_.epochs_done();
    while (progress_.epochs_done() < training_.epochs) {
      const bool all_saved = saved_epochs_ == progress_.epochs_done();
      // With every finished epoch on disk, stopping at once loses less than finishing the epoch would take.
      const auto record = train_epoch(progress_.epochs_done(), all_saved ? should_stop : [] { return false; });
      if (!record) stop();
      finish_epoch(*record);
      const bool last = progress_.epochs_done() == training_.epochs;
      if (last || should_stop() || progress_.epochs_done() % training_.checkpoint_every == 0) checkpoint();
      if (!last && should_stop()) stop();
    }
    const auto best = load_best(folder_ / "best.pt", training_.identity, segmenter_);
    outcome.best_epoch = best.epoch;
    outcome.validation = evaluate(sets_.validation, true);
    outcome.test = evaluate(sets_.test, true);
    return outcome;
  }

 private:
  static SegmenterOptions seeded(const SegmenterOptions& model, std::uint64_t seed) {
    torch::manual_seed(derive_seed(seed, std::string(kStream) + "/weights"));
    return model;
  }

  std::unique_ptr<torch::optim::Adam> make_optimizer() {
    return std::make_unique<torch::optim::Adam>(segmenter_.network()->parameters(),
                                                torch::optim::AdamOptions(training_.lr));
  }

  [[noreturn]] void stop() const {
    throw_error<Stopped>("stopped after epoch {} of {}; run again to continue", progress_.epochs_done(),
                         training_.epochs);
  }

  void resume() {
    auto found = resume_training(folder_, training_.identity, *segmenter_.network(), *optimizer_);
    if (!found) return;
    // The best weights are a file of their own; without them the finished epochs cannot be chosen from.
    try {
      best_ = best_in_file();
      progress_ = std::move(*found);
      saved_epochs_ = progress_.epochs_done();
      log_info("continuing after epoch {} of {}", progress_.epochs_done(), training_.epochs);
    } catch (const DataError& error) {
      log_warning("{}; training starts from its beginning", error.what());
      start_anew();
    }
  }

  BestInfo best_in_file() {
    if (!std::filesystem::exists(folder_ / "best.pt"))
      throw_error<DataError>("{}: missing", (folder_ / "best.pt").string());
    Segmenter scratch(segmenter_.options());
    return load_best(folder_ / "best.pt", training_.identity, scratch);
  }

  void start_anew() {
    for (const char* name : {"next.pt", "last.pt", "previous.pt", "best.pt"}) std::filesystem::remove(folder_ / name);
    segmenter_ = Segmenter(seeded(segmenter_.options(), training_.seed));
    optimizer_ = make_optimizer();
  }

  SegmentationEvaluation evaluate(const SegmentationSamples& samples, bool all_metrics) {
    stats::SegmentationMetricsOptions options;
    options.threshold = training_.threshold;
    options.num_classes = static_cast<int>(samples.confidence.size(1));
    options.weights = training_.weights;
    options.boundary_tolerance = training_.boundary_tolerance;
    options.boundaries = all_metrics;
    segmenter_.network()->eval();
    return evaluate_segmenter([&](const torch::Tensor& images) { return segmenter_.logits(images); }, samples, loss_,
                              options, segmenter_.options().device, training_.batch);
  }

  // Nothing if it was asked to stop.
  std::optional<EpochRecord> train_epoch(int epoch, const std::function<bool()>& should_stop) {
    const auto index = static_cast<std::uint64_t>(epoch);
    Rng order_rng(derive_seed(training_.seed, std::string(kStream) + "/order", index));
    Rng augment_rng(derive_seed(training_.seed, std::string(kStream) + "/augment", index));
    torch::manual_seed(derive_seed(training_.seed, std::string(kStream) + "/dropout", index));
    std::vector<std::int64_t> order(static_cast<std::size_t>(sets_.train.size()));
    std::iota(order.begin(), order.end(), 0);
    order_rng.shuffle(order);

    EpochRecord record;
    record.epoch = epoch + 1;
    record.lr = cosine_rate(training_.lr, epoch, training_.epochs);
    for (auto& group : optimizer_->param_groups())
      static_cast<torch::optim::AdamOptions&>(group.options()).lr(record.lr);
    segmenter_.network()->train();

    // Batches of nearly equal size: a last batch of one image would spoil batch statistics.
    const auto n = order.size();
    const auto steps = (n + static_cast<std::size_t>(training_.batch) - 1) / static_cast<std::size_t>(training_.batch);
    double loss_sum = 0;
    for (std::size_t step = 0; step < steps; ++step) {
      if (should_stop()) return std::nullopt;
      const std::vector<std::int64_t> rows(order.begin() + static_cast<std::ptrdiff_t>(n * step / steps),
                                           order.begin() + static_cast<std::ptrdiff_t>(n * (step + 1) / steps));
      const double loss = train_step(rows, augment_rng);
      if (!std::isfinite(loss))
        throw_error<Error>("epoch {}, step {} of {}: the loss is {}; lower the learning rate (lr = {})", epoch + 1,
                           step + 1, steps, std::isnan(loss) ? "not a number" : "infinite", training_.lr);
      loss_sum += loss * static_cast<double>(rows.size());
    }
    record.train_loss = loss_sum / static_cast<double>(n);
    return record;
  }

  double train_step(const std::vector<std::int64_t>& rows, Rng& augment_rng) {
    const auto device = segmenter_.options().device;
    const auto selected = torch::tensor(rows, torch::kLong);
    const auto images = as_input(sets_.train.images.index_select(0, selected).to(device));
    const auto confidence = sets_.train.confidence.index_select(0, selected).to(device).to(torch::kFloat);
    const auto batch = augment(images, confidence, training_.augmentation, augment_rng);
    optimizer_->zero_grad();
    auto loss = loss_({segmenter_.logits(batch.images), batch.confidence, batch.inside});
    const double value = loss.item<double>();
    if (!std::isfinite(value)) return value;  // before it reaches the weights
    loss.backward();
    optimizer_->step();
    return value;
  }

  // Highest validation IoU, the earliest on a tie; where it is not defined, the lowest validation loss.
  bool is_better(const BestInfo& a, const BestInfo& b) const {
    if (b.epoch == 0) return true;
    if (std::isnan(a.val_iou) || std::isnan(b.val_iou))
      return std::isnan(a.val_iou) == std::isnan(b.val_iou) ? a.val_loss < b.val_loss : std::isnan(b.val_iou);
    return a.val_iou > b.val_iou;
  }

  void finish_epoch(EpochRecord record) {
    const auto validation = evaluate(sets_.validation, false);
    record.val_loss = validation.loss;
    record.val_iou = validation.scores.iou;
    const BestInfo now{record.epoch, record.val_iou, record.val_loss};
    if (is_better(now, best_)) {
      best_ = now;
      best_weights_ = nn::cpu_copy(nn::state_dict(*segmenter_.network()));
    }
    progress_.history.push_back(record);
    write_history(folder_ / "history.csv", progress_.history);
    log_info("epoch {}/{}: lr {:.2e}, train loss {:.5f}, validation loss {:.5f}, validation IoU {:.4f}{}", record.epoch,
             training_.epochs, record.lr, record.train_loss, record.val_loss, record.val_iou,
             best_.epoch == record.epoch ? " (best)" : "");
  }

  void checkpoint() {
    // best.pt first: a last.pt must never speak of epochs whose best weights are not on disk.
    if (!best_weights_.empty()) save_best(folder_ / "best.pt", training_.identity, segmenter_, best_weights_, best_);
    best_weights_.clear();
    save_training(folder_, training_.identity, *segmenter_.network(), *optimizer_, progress_);
    saved_epochs_ = progress_.epochs_done();
  }

  const SegmentationSets& sets_;
  const SegmentationTraining& training_;
  std::filesystem::path folder_;
  Segmenter segmenter_;
  SegmentationLoss loss_;
  std::unique_ptr<torch::optim::Adam> optimizer_;
  TrainingProgress progress_;
  BestInfo best_;
  nn::StateDict best_weights_;  // of best_, while not on disk
  int saved_epochs_ = 0;
};

}  // namespace

SegmentationOutcome train_segmenter(const SegmentationSets& sets, const SegmenterOptions& model,
                                    const SegmentationTraining& training, const std::filesystem::path& folder,
                                    const std::function<bool()>& should_stop) {
  return Trainer(sets, model, training, folder).run(should_stop);
}

}  // namespace sonosweep::train
