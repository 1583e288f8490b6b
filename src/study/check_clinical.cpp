#include "core/error.h"
#include "core/text.h"
#include "study/study_checks.h"

namespace sonosweep::study {
namespace {

void check_task(const std::string& section, const TaskConfig& config) {
  require_at_least(section + ".epochs", config.epochs, 1);
  require_at_least(section + ".batch", config.batch, 1);
  require_rate(section + ".lr", config.lr);
  require_some_distinct(section + ".lr_candidates", config.lr_candidates);
  for (const double lr : config.lr_candidates) require_rate(section + ".lr_candidates", lr);
  require(config.checkpoint_every >= 1, section + ".checkpoint_every",
          fmt::format("{}", config.checkpoint_every), "epochs, >= 1");
}

void check_video(const VideoConfig& video) {
  require(video.frames >= 1 && video.frames <= 1024, "video.frames", fmt::format("{}", video.frames),
          "1..1024 frames a clip");
  (void)parse_video_size(video.size);
  require_one_of("video.masks", video.masks, {"binary", "probability"});
  require_one_of("video.shift", video.shift, {"bidirectional", "unidirectional", "off"});
  require(video.shift_div >= 2 && video.shift_div <= 1024, "video.shift_div",
          fmt::format("{}", video.shift_div), "2..1024: one part of the channels is shifted each way");
  require_dropout("video.dropout", video.dropout);
  check_batch_norm("video", video.batch_norm, video.batch_norm_samples);
}

}  // namespace

void check_clinical_sections(const Study& study) {
  check_video(study.video);
  check_task("sf_change", study.sf_change);
  require_one_of("sf_change.pair_batches", study.sf_change.pair_batches, {"shared", "plain"});
  // A pair takes two videos; one video a batch would serve none.
  if (study.sf_change.pair_batches == "shared") require_at_least("sf_change.batch", study.sf_change.batch, 2);
  require_one_of("sf_change.eval_pairs", study.sf_change.eval_pairs, {"chronological", "both"});
  require_one_of("sf_change.primary_metric", study.sf_change.primary_metric, {"accuracy3", "accuracy2"});
  require_one_of("sf_change.class_weights", study.sf_change.class_weights, {"none", "balanced", "own_prior"});
  require_one_of("sf_change.train_pairs", study.sf_change.train_pairs,
                 {"all", "own_patient", "not_same_day"});
  require_one_of("sf_change.best_by", study.sf_change.best_by, {"val_loss", "val_loss_days", "accuracy3"});
  check_task("sf_ratio", study.sf_ratio);
  require_one_of("sf_ratio.primary_metric", study.sf_ratio.primary_metric,
                 {"rmse_max", "rmse_average", "rmse_median"});
  check_task("readmission", study.readmission);
  require_one_of("readmission.days", study.readmission.days, {"first_two", "first_last"});
  require_one_of("readmission.start", study.readmission.start, {"sf_change", "random"});
  require_one_of("readmission.primary_metric", study.readmission.primary_metric, {"accuracy", "recall"});
}

void check_combinations(const Study& study) {
  if (study.has_clinical_task() && !study.has_task("segmentation"))
    throw_error<UsageError>(
        "study: study.tasks = {}: the clinical tasks see the segmenters' masks; add segmentation to "
        "the tasks",
        join(study.tasks, ", "));
  if (study.has_task("readmission") && study.readmission.start == "sf_change" && !study.has_task("sf_change"))
    throw UsageError(
        "study: readmission.start = sf_change: the study trains no S/F change to start from; add "
        "sf_change to study.tasks, or set readmission.start = random");
  if (!study.cohort.empty()) {
    const auto colon = study.cohort.find(':');
    require(colon != std::string::npos && colon > 0 && colon + 1 < study.cohort.size(), "study.cohort",
            study.cohort, "COLUMN:VALUE, a further column of patients.csv and what stands in it");
  }
  require_one_of("study.outer_test", study.outer_test, {"fixed", "rotate"});
  if (study.outer_test == "rotate")
    for (const auto& [key, ids] :
         {std::pair{"test_ids", &study.test_ids}, {"validation_ids", &study.validation_ids}})
      if (!ids->empty())
        throw_error<UsageError>(
            "study: study.outer_test = rotate: every patient tests in one of the rotations, so "
            "study.{} cannot fix a side; remove it, or set outer_test = fixed",
            key);
}

}  // namespace sonosweep::study
