// What a training must remember to go on as if nothing had happened: weights, optimiser, history.
// Kept in two files, so that one cut short costs one checkpoint: the last one and the one before it
// (core/checkpoint_files.h).
#pragma once

#include <torch/nn/module.h>
#include <torch/optim/optimizer.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace sonosweep::train {

struct EpochRecord {
  int epoch = 0;  // from 1, as people count
  double lr = 0, train_loss = 0;
  std::optional<double> val_loss;  // nothing = nothing to validate on
  std::optional<double> val_iou;   // nothing = this training has none; NaN = not defined
};

struct TrainingProgress {
  std::vector<EpochRecord> history;
  int epochs_done() const { return static_cast<int>(history.size()); }
};

// `identity` says which run this is; a checkpoint of another run is refused. `optimizer`: null where no epoch
// will follow; it would be two thirds of a file that nobody reads again.
void save_training(const std::filesystem::path& folder, const std::string& identity,
                   const torch::nn::Module& model, const torch::optim::Optimizer* optimizer,
                   const TrainingProgress& progress);

// Restores model and optimiser from last.pt, or, said in a warning, from previous.pt if last.pt is damaged.
// Nothing if neither is there or usable: the training starts from its beginning.
// A checkpoint without optimiser leaves `optimizer` as it is. Throws DataError if a whole checkpoint is of
// another run.
std::optional<TrainingProgress> resume_training(const std::filesystem::path& folder,
                                                const std::string& identity, torch::nn::Module& model,
                                                torch::optim::Optimizer& optimizer);

// history.csv, whole or not at all: epoch,lr,train_loss,val_loss, and val_iou if the training has one. What
// is not defined is left empty.
void write_history(const std::filesystem::path& path, const std::vector<EpochRecord>& history);

}  // namespace sonosweep::train
