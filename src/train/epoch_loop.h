// What every training has in common: epochs with Adam, a schedule, the best epoch, checkpoints, continuing
// after a kill.
#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace sonosweep::train {

enum class Schedule { kCosine, kCosineRestarts };  // schedule.h

enum class BatchNorm { kRunning, kRecomputed };  // nn/batch_norm.h
enum class BestTies { kLowerLoss, kEarliest };   // of epochs of equal validation IoU

// Of a study's words: "running", "recomputed"; "val_loss", "earliest". Throw std::invalid_argument for
// others.
BatchNorm parse_batch_norm(const std::string& text);
BestTies parse_best_ties(const std::string& text);

struct LoopOptions {
  int epochs = 1;
  double lr = 1e-4;
  Schedule schedule = Schedule::kCosine;
  int checkpoint_every = 1;
  // kRecomputed: statistics are taken anew before each validation; best.pt has them, last.pt has the
  // training's own.
  BatchNorm batch_norm = BatchNorm::kRecomputed;
  BestTies best_ties = BestTies::kLowerLoss;
  std::string identity;  // names run and study in the checkpoints
};

// How one epoch's weights are judged: highest deciding score, which is the IoU unless the training has one of
// its own; where there is none or it is not defined, lowest loss; of equal scores the lower loss
// (kLowerLoss), then the earliest. Without a loss the last epoch counts as the best.
struct EpochScore {
  std::optional<double> val_loss;  // nothing = nothing to validate on
  std::optional<double> val_iou;   // nothing = this training has none; NaN = not defined on these images
  // Another score that decides, higher is better; logged under its name, and no column of history.csv.
  std::optional<double> decides = {};
  std::string decides_name = {};  // "validation accuracy3"
};

// A training as the loop sees it. module() is in training mode for begin_epoch() and step_loss(), in
// evaluation mode for validate().
class Trainable {
 public:
  virtual ~Trainable() = default;

  // Builds fresh weights, seeded by the training itself. Called first, and again if checkpoints turn out
  // unusable.
  virtual void reset() = 0;
  virtual torch::nn::Module& module() = 0;

  // Prepares epoch `epoch` (from 0), the same whether or not others came before it in this process. Returns
  // how many steps it has.
  virtual int begin_epoch(int epoch) = 0;
  struct StepLoss {
    torch::Tensor loss;  // scalar; its gradients reach module()
    double weight = 1;   // in the epoch's mean loss
  };
  virtual StepLoss step_loss(int step) = 0;

  // What statistics of batch normalisation are taken from: training samples as evaluation sees them, in
  // batches that are the same in every epoch.
  struct StatisticsSamples {
    int batches = 0;
    std::size_t used = 0, all = 0;  // samples
    std::string noun;               // "images", "clips"
  };
  virtual StatisticsSamples statistics_samples() { return {}; }  // a network without batch normalisation
  // Passes batch `k` of them through module(). No random number of the training is drawn.
  virtual void pass_statistics_batch(int /*k*/) {}

  virtual EpochScore validate() = 0;
  // What else is needed to use the weights: goes into best.pt's metadata.
  virtual nlohmann::ordered_json description() const = 0;
};

struct LoopOutcome {
  int best_epoch = 0;                   // from 1
  std::optional<double> best_val_loss;  // nothing where there was nothing to validate on
  bool best_is_last = false;            // for that reason the last epoch's weights
  int epochs_continued_from = 0;        // 0 = trained in one go
};

// Writes history.csv, last.pt, previous.pt, best.pt into `folder` (which exists). Afterwards module() has the
// best epoch's weights, in evaluation mode. `should_stop` is asked between steps; once it says yes, Stopped
// is thrown, with a checkpoint of every finished epoch on disk. Throws Error if a loss is no longer finite
// (naming epoch and step; the last good checkpoint stays) or the disk is full, DataError for checkpoints of
// another run or an epoch without steps.
LoopOutcome run_epochs(Trainable& training, const LoopOptions& options, const std::filesystem::path& folder,
                       const std::function<bool()>& should_stop);

}  // namespace sonosweep::train
