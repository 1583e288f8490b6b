#include "train/epoch_loop.h"

#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/checkpoint_files.h"
#include "core/error.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "nn/batch_norm.h"
#include "train/best_weights.h"
#include "train/schedule.h"
#include "train/training_state.h"

namespace sonosweep::train {
namespace {

double rate(const LoopOptions& options, int epoch) {
  return options.schedule == Schedule::kCosine ? cosine_rate(options.lr, epoch, options.epochs)
                                               : cosine_restarts_rate(options.lr, epoch, options.epochs);
}

const char* not_finite(double value) {
  return std::isnan(value) ? "not a number" : "infinite";
}

bool is_better(const BestInfo& a, const BestInfo& b, BestTies ties) {
  if (b.epoch == 0 || !a.val_loss) return true;
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const auto score = [&](const BestInfo& info) {
    return info.decides ? *info.decides : info.val_iou.value_or(kNone);
  };
  const double score_a = score(a), score_b = score(b);
  if (std::isnan(score_a) || std::isnan(score_b))
    return std::isnan(score_a) == std::isnan(score_b) ? a.val_loss < b.val_loss : std::isnan(score_b);
  if (score_a == score_b && ties == BestTies::kLowerLoss) return a.val_loss < b.val_loss;
  return score_a > score_b;
}

class EpochLoop {
 public:
  EpochLoop(Trainable& training, const LoopOptions& options, std::filesystem::path folder)
      : training_(training), options_(options), folder_(std::move(folder)) {}

  LoopOutcome run(const std::function<bool()>& should_stop) {
    start();
    resume();
    LoopOutcome outcome;
    outcome.epochs_continued_from = progress_.epochs_done();
    while (progress_.epochs_done() < options_.epochs) {
      const bool all_saved = saved_epochs_ == progress_.epochs_done();
      // With every finished epoch on disk, stopping at once loses less than finishing the epoch would take.
      const auto record = train_epoch(progress_.epochs_done(), [&] { return all_saved && should_stop(); });
      if (!record) stop();
      if (!unsaved_) unsaved_.emplace();
      finish_epoch(*record);
      const bool last = progress_.epochs_done() == options_.epochs;
      // Asked once: a signal that came between two answers would end the run without this epoch.
      const bool stopping = should_stop() && !last;
      if (last || stopping || progress_.epochs_done() % options_.checkpoint_every == 0) checkpoint();
      if (stopping) stop();
    }
    if (statistics_seconds_ > 0)
      log_info("batch normalisation: statistics of {} took {:.3g} s",
               counted(progress_.epochs_done() - outcome.epochs_continued_from, "epoch"),
               statistics_seconds_);
    const auto best = load_best(folder_ / kBestWeightsFile, options_.identity, training_.module());
    training_.module().eval();
    outcome.best_epoch = best.epoch;
    outcome.best_val_loss = best.val_loss;
    outcome.best_is_last = !best.val_loss;
    return outcome;
  }

 private:
  void start() {
    training_.reset();
    optimizer_ = std::make_unique<torch::optim::Adam>(training_.module().parameters(),
                                                      torch::optim::AdamOptions(options_.lr));
  }

  [[noreturn]] void stop() const {
    throw_error<Stopped>("stopped after epoch {} of {}; run again to continue", progress_.epochs_done(),
                         options_.epochs);
  }

  void resume() {
    auto found = resume_training(folder_, options_.identity, training_.module(), *optimizer_);
    if (!found) return;
    // The best weights are a file of their own; without them the finished epochs cannot be chosen from.
    try {
      best_ = read_best_info(folder_ / kBestWeightsFile, options_.identity);
      progress_ = std::move(*found);
      saved_epochs_ = progress_.epochs_done();
      log_info("continuing after epoch {} of {}", progress_.epochs_done(), options_.epochs);
    } catch (const DataError& error) {
      log_warning("{}; training starts from its beginning", error.what());
      remove_checkpoints(folder_);
      std::filesystem::remove(folder_ / kBestWeightsFile);
      start();
    }
  }

  // Nothing if it was asked to stop.
  std::optional<EpochRecord> train_epoch(int epoch, const std::function<bool()>& should_stop) {
    EpochRecord record;
    record.epoch = epoch + 1;
    record.lr = rate(options_, epoch);
    for (auto& group : optimizer_->param_groups())
      static_cast<torch::optim::AdamOptions&>(group.options()).lr(record.lr);
    training_.module().train();
    const int steps = training_.begin_epoch(epoch);
    if (steps < 1) throw DataError("there is nothing to train on");
    double loss_sum = 0, weight_sum = 0;
    for (int step = 0; step < steps; ++step) {
      if (should_stop()) return std::nullopt;
      optimizer_->zero_grad();
      const auto [loss, weight] = training_.step_loss(step);
      const auto value = loss.item<double>();
      if (!std::isfinite(value))  // before it reaches the weights
        throw_error<Error>("epoch {}, step {} of {}: the loss is {}; lower the learning rate (lr = {})",
                           record.epoch, step + 1, steps, not_finite(value), options_.lr);
      loss.backward();
      optimizer_->step();
      loss_sum += value * weight;
      weight_sum += weight;
    }
    record.train_loss = loss_sum / weight_sum;
    return record;
  }

  // From here to the validation's end the network has the statistics that it is validated and kept with.
  void recompute_statistics() {
    const auto start = std::chrono::steady_clock::now();
    const auto samples = training_.statistics_samples();
    if (samples.batches == 0) return;
    if (!std::exchange(said_statistics_, true))
      log_info("batch normalisation: statistics of {} of {} training {} in {}, anew for each validation",
               samples.used, samples.all, samples.noun, counted(samples.batches, "batch", "batches"));
    nn::recompute_batch_norm(training_.module(), samples.batches,
                             [&](int k) { training_.pass_statistics_batch(k); });
    statistics_seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  void finish_epoch(EpochRecord record) {
    training_.module().eval();
    std::optional<nn::BatchNormStatistics> running;
    if (options_.batch_norm == BatchNorm::kRecomputed) {
      running.emplace(training_.module());
      recompute_statistics();
    }
    const auto score = training_.validate();
    if (score.val_loss && !std::isfinite(*score.val_loss))
      throw_error<Error>("epoch {}: the validation loss is {}; lower the learning rate (lr = {})",
                         record.epoch, not_finite(*score.val_loss), options_.lr);
    record.val_loss = score.val_loss;
    record.val_iou = score.val_iou;
    if (!score.val_loss && !std::exchange(said_nothing_to_validate_, true))
      log_warning("there is nothing to validate on: the last epoch's weights count as the best");
    const BestInfo now{record.epoch, record.val_iou, record.val_loss, score.decides};
    if (is_better(now, best_, options_.best_ties)) {
      best_ = now;
      best_weights_ = nn::cpu_copy(nn::state_dict(training_.module()));
    }
    if (running) running->restore();
    progress_.history.push_back(record);
    write_history(folder_ / "history.csv", progress_.history);
    std::string scores;
    if (record.val_loss) scores += fmt::format(", validation loss {:.5f}", *record.val_loss);
    if (record.val_iou) scores += fmt::format(", validation IoU {:.4f}", *record.val_iou);
    if (score.decides) scores += fmt::format(", {} {:.4f}", score.decides_name, *score.decides);
    log_info("epoch {}/{}: lr {:.2e}, train loss {:.5f}{}{}", record.epoch, options_.epochs, record.lr,
             record.train_loss, scores, best_.epoch == record.epoch ? " (best)" : "");
  }

  nlohmann::ordered_json description() const {
    auto json = training_.description();
    if (options_.batch_norm == BatchNorm::kRecomputed) json["batch_norm"] = "recomputed";
    return json;
  }

  void checkpoint() {
    // best.pt first: a last.pt must never speak of epochs whose best weights are not on disk.
    if (!best_weights_.empty())
      save_best(folder_ / kBestWeightsFile, options_.identity, description(), best_weights_, best_);
    best_weights_.clear();
    const bool more = progress_.epochs_done() < options_.epochs;
    save_training(folder_, options_.identity, training_.module(), more ? optimizer_.get() : nullptr,
                  progress_);
    saved_epochs_ = progress_.epochs_done();
    unsaved_.reset();
  }

  Trainable& training_;
  const LoopOptions& options_;
  std::filesystem::path folder_;
  std::unique_ptr<torch::optim::Adam> optimizer_;
  TrainingProgress progress_;
  BestInfo best_;
  nn::StateDict best_weights_;  // of best_, while not on disk
  int saved_epochs_ = 0;
  std::optional<InterruptDelay> unsaved_;  // as long as a finished epoch is not on disk
  bool said_nothing_to_validate_ = false, said_statistics_ = false;
  double statistics_seconds_ = 0;
};

}  // namespace

BatchNorm parse_batch_norm(const std::string& text) {
  if (text != "running" && text != "recomputed") throw std::invalid_argument("batch_norm = " + text);
  return text == "running" ? BatchNorm::kRunning : BatchNorm::kRecomputed;
}

BestTies parse_best_ties(const std::string& text) {
  if (text != "val_loss" && text != "earliest") throw std::invalid_argument("best_ties = " + text);
  return text == "earliest" ? BestTies::kEarliest : BestTies::kLowerLoss;
}

LoopOutcome run_epochs(Trainable& training, const LoopOptions& options, const std::filesystem::path& folder,
                       const std::function<bool()>& should_stop) {
  return EpochLoop(training, options, folder).run(should_stop);
}

}  // namespace sonosweep::train
