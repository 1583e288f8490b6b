// Trains one segmenter: epochs with augmentation, Adam, cosine annealing, best epoch by validation IoU,
// checkpoints. Killed at any moment and called again with the same arguments it goes on from its last
// checkpoint and, on a CPU with the same number of threads, ends with the same bytes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "train/augment.h"
#include "train/epoch_loop.h"
#include "train/segmentation_data.h"
#include "train/segmentation_evaluation.h"
#include "train/segmenter.h"

namespace sonosweep::train {

struct SegmentationTraining {
  int threshold = 0;  // percent
  std::string loss = "weighted_bce";
  stats::WeightRule weights;
  double focal_gamma = 2;
  int epochs = 100, batch = 8;
  double lr = 1e-4;
  AugmentOptions augmentation;
  std::uint64_t seed =
      1;  // initial weights, order of images, augmentation, dropout; the same for every threshold
  int checkpoint_every = 1;
  double boundary_tolerance = 2;
  BatchNorm batch_norm = BatchNorm::kRecomputed;
  int batch_norm_samples = 256;  // images of kRecomputed
  BestTies best_ties = BestTies::kLowerLoss;
  std::string identity;  // names run and study in the checkpoints
};

struct SegmentationOutcome {
  SegmentationEvaluation validation, test;  // of the best epoch's weights; test: of each patient too
  int best_epoch = 0;
  int epochs_continued_from = 0;  // 0 = trained in one go
};

struct SegmentationSets {
  SegmentationSamples train, validation, test;
};

// Writes history.csv, last.pt, previous.pt, best.pt into `folder` (which exists).
// `should_stop` is asked between steps; once it says yes, Stopped is thrown, with a checkpoint of every
// finished epoch on disk. Throws Error if the loss is no longer finite (naming epoch and step; the last good
// checkpoint stays) or the disk is full, DataError for checkpoints of another run.
SegmentationOutcome train_segmenter(const SegmentationSets& sets, const SegmenterOptions& model,
                                    const SegmentationTraining& training, const std::filesystem::path& folder,
                                    const std::function<bool()>& should_stop);

}  // namespace sonosweep::train
