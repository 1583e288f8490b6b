// Trains the video networks of the three clinical tasks. Each is deterministic in its arguments on a CPU with
// the same number of threads, continues after a kill like every training (epoch_loop.h, which also says what
// is written and thrown), and shares its random numbers with the other thresholds of its fold: same seed and
// stream, same initial weights, same order, same frames. Where there is nothing to train on, DataError is
// thrown; where there is nothing to validate on, the last epoch's weights are taken.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tasks/class_prior.h"
#include "tasks/predictions.h"
#include "tasks/readmission_views.h"
#include "train/clip_source.h"
#include "train/epoch_loop.h"
#include "train/video_model.h"

namespace sonosweep::train {

struct VideoTraining {
  VideoTraining() { loop.schedule = Schedule::kCosineRestarts; }

  VideoModelOptions model;
  LoopOptions loop;
  int batch = 8;
  int batch_norm_samples = 256;  // clips, where loop.batch_norm = kRecomputed
  std::uint64_t seed = 1;
  std::string stream;  // names the random numbers: "sf_change/fold3"
};

// What a training leaves beside its files.
template <typename Prediction>
struct VideoOutcome {
  LoopOutcome loop;
  std::vector<Prediction> test, validation;  // of the best epoch's weights
  double passes_per_sample = 0;  // network passes per training pair, video or view in the first epoch
  std::int64_t passes = 0;       // clips through the network in this process, evaluation included
};

struct SfChangeSets {
  std::vector<tasks::TaskVideo> train, validation, test;  // with S/F ratios
};
// What chooses the epoch: the validation loss; the cross entropy of `increase` over validation pairs of two
// days, and the loss where there are none; the validation accuracy of three classes.
enum class BestBy { kLoss, kLossOfDays, kAccuracy3 };
// Of a study's words: "val_loss", "val_loss_days", "accuracy3". Throws std::invalid_argument for others.
BestBy parse_best_by(const std::string& text);

struct SfChangeOptions {
  bool shared_batches =
      true;  // `batch` videos serve all their pairs; false: plain, `batch` pairs, one at a time
  bool both_orders = false;  // of evaluation pairs
  tasks::TrainPairs train_pairs = tasks::TrainPairs::kAll;
  tasks::ClassWeights class_weights = tasks::ClassWeights::kNone;
  BestBy best_by = BestBy::kLoss;
};
// Predictions and validation loss are those of the logits after the correction that class_weights asks for
// (tasks/class_prior.h).
VideoOutcome<tasks::SfChangePrediction> train_sf_change(const SfChangeSets& sets, ClipSource& clips,
                                                        const SfChangeOptions& options,
                                                        const VideoTraining& training,
                                                        const std::filesystem::path& folder,
                                                        const std::function<bool()>& should_stop);

struct SfRatioSets {
  std::vector<tasks::TaskVideo> train, validation, test;  // with S/F ratios
};
// A batch is `batch` videos.
VideoOutcome<tasks::SfRatioPrediction> train_sf_ratio(const SfRatioSets& sets, ClipSource& clips,
                                                      const VideoTraining& training,
                                                      const std::filesystem::path& folder,
                                                      const std::function<bool()>& should_stop);

struct ReadmissionSets {
  tasks::ReadmissionSamples train, validation, test;
};
// A batch is `batch` views. `start_from`: best.pt of an S/F-change run whose TSM weights this starts with;
// nothing = random.
VideoOutcome<tasks::ReadmissionPrediction> train_readmission(
    const ReadmissionSets& sets, ClipSource& clips, const std::optional<std::filesystem::path>& start_from,
    const VideoTraining& training, const std::filesystem::path& folder,
    const std::function<bool()>& should_stop);

}  // namespace sonosweep::train
