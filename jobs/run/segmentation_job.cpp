#include "jobs/run/segmentation_job.h"

#include "core/log.h"
#include "core/stop_signal.h"
#include "farm/results/provenance.h"
#include "jobs/run/nothing_to_learn.h"
#include "jobs/run/placement.h"
#include "jobs/run/run_folder.h"
#include "jobs/run/run_identity.h"
#include "sweep/run_details.h"
#include "train/segmentation_trainer.h"

namespace sonosweep::jobs {
namespace {

train::AugmentOptions augmentation_of(const study::SegmentationConfig& config) {
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

train::SegmentationTraining training_of(const StudySetup& setup, const study::RunSpec& spec,
                                        const std::string& identity) {
  const auto& config = setup.study.segmentation;
  train::SegmentationTraining out;
  out.threshold = spec.threshold;
  out.loss = spec.segmenter.loss;
  out.weights = stats::WeightRule::parse(spec.segmenter.weighting, spec.segmenter.sub_threshold);
  out.focal_gamma = config.focal_gamma;
  out.epochs = config.epochs;
  out.batch = config.batch;
  out.lr = config.lr;
  out.augmentation = augmentation_of(config);
  out.seed = spec.seed;
  out.checkpoint_every = config.checkpoint_every;
  out.boundary_tolerance = config.boundary_tolerance;
  out.batch_norm = train::parse_batch_norm(config.batch_norm);
  out.batch_norm_samples = config.batch_norm_samples;
  out.best_ties = train::parse_best_ties(config.best_ties);
  out.identity = identity;
  return out;
}

train::SegmenterOptions model_of(const StudySetup& setup, const study::RunSpec& spec,
                                 const train::SegmentationSamples& train_samples) {
  const auto& study = setup.study;
  train::SegmenterOptions out;
  out.fpn.encoder = spec.segmenter.encoder;
  out.fpn.classes = static_cast<int>(setup.record.classes.size());
  out.fpn.dropout = study.segmentation.dropout;
  placement_of(study, Network::kSegmenter).apply(out);
  if (study.segmentation.normalisation == "standard") {
    const auto pixels = train::pixel_statistics(train_samples);
    out.mean = pixels.mean;
    out.sd = pixels.sd;
  }
  return out;
}

void add_metrics(farm::RunResult& result, const std::string& prefix, const stats::SegmentationScores& scores,
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

// What is not defined on a patient's images is NaN, in the file null.
nlohmann::ordered_json patient_scores(const std::map<std::string, stats::SegmentationScores>& patients,
                                      const std::vector<std::string>& classes) {
  auto scores = nlohmann::ordered_json::object();
  for (const auto& [patient, of_patient] : patients)
    for (const auto& [metric, value] : of_patient.to_map(classes))
      if (metric.find('/') == std::string::npos)  // not of each class
        scores[patient][metric] = value;
  return scores;
}

}  // namespace

farm::RunResult run_segmentation(const RunContext& context) {
  const auto& [setup, pack, results, spec, folder] = context;
  const auto& split = setup.record.split(spec.rotation);
  study::check_split(split);
  const auto sides = study::segmenter_sides(split, spec.fold);
  const auto fusion = data::Fusion::parse(setup.study.fusion);
  const train::SegmentationSets sets{train::load_segmentation_samples(pack, fusion, sides.train),
                                     train::load_segmentation_samples(pack, fusion, sides.validation),
                                     train::load_segmentation_samples(pack, fusion, sides.test)};
  log_info("{}: {} training, {} validation, {} test images", spec.id(), sets.train.size(),
           sets.validation.size(), sets.test.size());
  const auto labels = labels_json(context, sets);
  if (has_nothing_to_learn(labels)) return untrained_segmenter(context, labels);
  const auto model = model_of(setup, spec, sets.train);
  const auto identity = segmentation_identity(setup, spec, sides);
  claim_run_folder(folder, spec.id(), identity);
  const auto outcome = train::train_segmenter(sets, model, training_of(setup, spec, identity), folder,
                                              [] { return stop_requested() != 0; });

  farm::RunResult result;
  result.run_id = spec.id();
  result.done = true;
  add_metrics(result, "", outcome.test.scores, setup.record.classes);
  add_metrics(result, "val_", outcome.validation.scores, setup.record.classes);
  result.metrics["val_loss"] = outcome.validation.loss;
  result.details["n"] = {{"train_images", sets.train.size()},
                         {"validation", counts(outcome.validation.scores)},
                         {"test", counts(outcome.test.scores)}};
  result.details[sweep::kLabels] = labels;
  result.details[sweep::kTestScores] = patient_scores(outcome.test.patients, setup.record.classes);
  result.details["best_epoch"] = outcome.best_epoch;
  result.details["continued_after_epoch"] = outcome.epochs_continued_from;
  sweep::describe_run(result, spec);
  result.details["device"] = model.device.str();
  farm::set_output(result, file_digest(context.best_file()));
  return result;
}

}  // namespace sonosweep::jobs
