#include "jobs/segmentation_job.h"

#include "core/error.h"
#include "core/log.h"
#include "core/sha256.h"
#include "core/stop_signal.h"
#include "train/device.h"
#include "train/segmentation_trainer.h"

namespace sonosweep::jobs {
namespace {

train::AugmentOptions augmentation_of(const sweep::SegmentationConfig& config) {
  train::AugmentOptions out;
  out.flip_probability = config.flip_probability;
  out.rotation_probability = config.rotation_probability;
  out.rotation_degrees = config.rotation_degrees;
  out.intensity_probability = config.intensity_probability;
  out.gamma_low = config.gamma_low;
  out.gamma_high = config.gamma_high;
  out.contrast = config.contrast;
  out.brightness = config.brightness;
  return out;
}

// Names everything that decides the numbers of this run, so that no checkpoint of another one is continued.
std::string identity_of(const StudySetup& setup, const sweep::RunSpec& spec) {
  auto study = setup.record.study;
  // What else is swept, and how often to save, does not touch this run.
  for (const char* key : {"name", "thresholds", "losses", "seeds", "tasks", "retries"}) study["study"].erase(key);
  study["segmentation"].erase("checkpoint_every");
  const std::string text = study.dump() + setup.record.data_checksum + fmt::format("{}", spec.seed) + spec.loss;
  return spec.id() + " " + sha256_hex(text);
}

train::SegmentationTraining training_of(const StudySetup& setup, const sweep::RunSpec& spec) {
  const auto& config = setup.study.segmentation;
  train::SegmentationTraining out;
  out.threshold = spec.threshold;
  out.loss = spec.loss;
  out.weights = stats::WeightRule::parse(config.weighting, config.sub_threshold);
  out.focal_gamma = config.focal_gamma;
  out.epochs = config.epochs;
  out.batch = config.batch;
  out.lr = config.lr;
  out.augmentation = augmentation_of(config);
  out.seed = spec.seed;
  out.checkpoint_every = config.checkpoint_every;
  out.boundary_tolerance = config.boundary_tolerance;
  out.identity = identity_of(setup, spec);
  return out;
}

train::SegmenterOptions model_of(const StudySetup& setup, const train::SegmentationSamples& train_samples) {
  const auto& study = setup.study;
  train::SegmenterOptions out;
  out.fpn.encoder = study.segmentation.encoder;
  out.fpn.classes = static_cast<int>(setup.record.classes.size());
  out.fpn.dropout = study.segmentation.dropout;
  out.device = train::select_device(study.device);
  out.bf16 = study.precision == "bf16" && out.device.is_cuda();
  if (study.precision == "bf16" && !out.device.is_cuda())
    throw UsageError("precision = bf16 needs a GPU, and LibTorch sees none; use precision = fp32");
  // Contiguous is the faster layout for this network on a CPU, channels-last on tensor cores.
  out.channels_last = study.channels_last == "on" || (study.channels_last == "auto" && out.device.is_cuda());
  if (study.segmentation.normalisation == "standard") {
    const auto pixels = train::pixel_statistics(train_samples);
    out.mean = pixels.mean;
    out.sd = pixels.sd;
  }
  return out;
}

void add_metrics(sweep::RunResult& result, const std::string& prefix, const stats::SegmentationScores& scores,
                 const std::vector<std::string>& classes) {
  for (const auto& [name, value] : scores.to_map(classes)) result.metrics[prefix + name] = value;
}

nlohmann::ordered_json counts(const stats::SegmentationScores& scores) {
  return {{"images", scores.n_images},
          {"iou_images", scores.n_iou_images},
          {"truth_images", scores.n_truth_images},
          {"pixels", scores.n_pixels},
          {"trimap_pixels", scores.n_trimap_pixels}};
}

}  // namespace

sweep::RunResult run_segmentation(const StudySetup& setup, const data::PackReader& pack, const sweep::RunSpec& spec,
                                  const std::filesystem::path& folder) {
  const auto fusion = data::Fusion::parse(setup.study.fusion);
  const auto& split = setup.record.split;
  const train::SegmentationSets sets{train::load_segmentation_samples(pack, fusion, split.train),
                                     train::load_segmentation_samples(pack, fusion, split.validation),
                                     train::load_segmentation_samples(pack, fusion, split.test)};
  log_info("{}: {} training, {} validation, {} test images", spec.id(), sets.train.size(), sets.validation.size(),
           sets.test.size());
  const auto model = model_of(setup, sets.train);
  const auto outcome =
      train::train_segmenter(sets, model, training_of(setup, spec), folder, [] { return stop_requested() != 0; });

  sweep::RunResult result;
  result.run_id = spec.id();
  result.done = true;
  add_metrics(result, "", outcome.test.scores, setup.record.classes);
  add_metrics(result, "val_", outcome.validation.scores, setup.record.classes);
  result.metrics["val_loss"] = outcome.validation.loss;
  result.details["n"] = {{"train_images", sets.train.size()},
                         {"validation", counts(outcome.validation.scores)},
                         {"test", counts(outcome.test.scores)}};
  result.details["best_epoch"] = outcome.best_epoch;
  result.details["continued_after_epoch"] = outcome.epochs_continued_from;
  result.details["threshold"] = spec.threshold;
  result.details["loss"] = spec.loss;
  result.details["seed"] = spec.seed;
  result.details["device"] = model.device.str();
  return result;
}

}  // namespace sonosweep::jobs
