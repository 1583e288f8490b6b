#include "study/study_field.h"

namespace sonosweep::study {
namespace {

template <typename T>
Field field(const char* key, T Study::*member, const char* help) {
  return make_field("study", member, key, help);
}

}  // namespace

std::vector<Field> study_fields() {
  using S = Study;
  return {
      field("name", &S::name, "what the tables call this study"),
      field("thresholds", &S::thresholds,
            "confidence thresholds in whole percent, 0..100; 0 = any confidence"),
      field("losses", &S::losses,
            "weighted_bce (the paper's), bce, soft_bce, soft_weighted_bce, dice, soft_dice, bce_dice, focal, "
            "trimap_bce"),
      with_before(field("sweep", &S::sweep,
                        "several losses, weightings, sub_thresholds, encoders: full (each with each) | "
                        "one_at_a_time (the "
                        "first of each, and each other value alone beside the first ones)"),
                  "full"),
      field("seeds", &S::seeds, "one run per seed; with several, tables give mean and sample SD"),
      field("tasks", &S::tasks,
            "what is trained: segmentation, sf_change, sf_ratio, readmission; what the data cannot serve is "
            "left out"),
      field("controls", &S::controls,
            "the clinical tasks also without masks (grayscale), with true ones (truth) and with another "
            "video's true ones (shuffled); the last two of synthetic data only"),
      field("folds", &S::folds, "cross-validation folds of the patients that are not in the test set"),
      field("threads", &S::threads, "CPU threads of one run; part of the study, since sums depend on it"),
      field("device", &S::device, "auto | cpu | cuda"),
      field("precision", &S::precision, "fp32 | bf16 (mixed precision on a GPU)"),
      field("channels_last", &S::channels_last,
            "memory layout: auto (on for GPUs and video networks) | on | off"),
      field("fusion", &S::fusion, "several annotators of a frame: mean | min | max | one:<annotator>"),
      field("test_patients", &S::test_patients, "how many patients test"),
      field("validation_patients", &S::validation_patients, "how many patients validate a segmenter"),
      field("test_ids", &S::test_ids, "ids instead of a count"),
      field("validation_ids", &S::validation_ids, "ids instead of a count"),
      field("split_seed", &S::split_seed, "seed of the draw of patients"),
      field("cohort", &S::cohort, "COLUMN:VALUE of patients.csv: only these patients take part; empty = all"),
      field("outer_test", &S::outer_test,
            "fixed | rotate (each of folds + 1 groups of patients tests once, segmenter included)"),
      field("segmenter_per_fold", &S::segmenter_per_fold,
            "true: the masks of fold k's tasks are of a segmenter that "
            "never saw fold k"),
      field("segmenter_crossfit", &S::segmenter_crossfit,
            "true: no patient's masks are of a segmenter that saw that patient"),
      field("recommend_by", &S::recommend_by,
            "validation metric that recommends a threshold, declared beforehand: ce_unthresholded, trimap, "
            "truth_iou (true structures known), or a clinical task's accuracy3, accuracy2, rmse_max, "
            "rmse_average, rmse_median, accuracy, recall, precision"),
      field("retries", &S::retries, "how often a run that failed is tried again"),
      field("gpu_share", &S::gpu_share,
            "true: several runs share a GPU where the memory that runs of their kind have used fits"),
      with_before(
          field("keep_weights", &S::keep_weights,
                "all | needed (a done run's best.pt is removed where no run of the study reads it; the "
                "segmenters' stay)"),
          "all"),
  };
}

}  // namespace sonosweep::study
