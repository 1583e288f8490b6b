// A study: everything that decides its numbers, as plain values with defaults. study_file.h reads it from
// INI.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sonosweep::study {

// [segmentation]: the FPN and how it is trained. Several encoders, weightings or sub_thresholds are a sweep
// (choice_grid.h). Defaults: the paper's protocol (analysis/METHOD.md section 3).
struct SegmentationConfig {
  std::vector<std::string> encoders = {"resnet34"};  // resnet18 | resnet34 | resnet50
  int epochs = 100;
  int batch = 8;
  double lr = 1e-4;
  double dropout = 0.2;                                      // whole channels, before the head
  std::vector<std::string> weightings = {"paper"};           // paper | fixed:W | none
  std::vector<std::string> sub_thresholds = {"background"};  // background | own | ignore
  double flip_probability = 0.5;
  double rotation_probability = 0.5;
  double rotation_degrees = 15;
  double intensity_probability = 0.5;
  double gamma_low = 0.7, gamma_high = 1.4;
  double contrast = 0.2, brightness = 0.2;  // largest relative change
  std::string normalisation = "none";  // none | standard (zero mean, unit deviation of the training images)
  double focal_gamma = 2;
  int boundary_tolerance = 2;             // pixels, for boundary F1
  int checkpoint_every = 1;               // epochs
  std::string best_ties = "val_loss";     // val_loss | earliest: of epochs of equal validation IoU
  std::string batch_norm = "recomputed";  // recomputed | running (analysis/METHOD.md section 8)
  int batch_norm_samples = 256;           // images
};

// [video]: the network and the input that the clinical tasks share (analysis/METHOD.md section 4).
struct VideoConfig {
  int frames = 8;                       // T, of a clip
  std::string size = "native";          // native | HxW: frames and masks resized by area
  std::string masks = "binary";         // binary | probability
  std::string shift = "bidirectional";  // bidirectional | unidirectional | off
  int shift_div = 8;
  double dropout = 0.5;                   // before the head
  std::string batch_norm = "recomputed";  // recomputed | running
  int batch_norm_samples = 256;           // clips
};

// What the clinical tasks have in common.
struct TaskConfig {
  int epochs = 0;
  int batch = 0;
  double lr = 1e-4;
  bool lr_auto = false;  // "lr = auto": chosen by runs of their own
  std::vector<double> lr_candidates = {1e-4, 1e-5};
  int checkpoint_every = 1;  // epochs
};

// [sf_change], task 1.
struct SfChangeConfig : TaskConfig {
  SfChangeConfig() { epochs = 40, batch = 16; }  // batch: videos (shared), pairs (plain)
  std::string pair_batches = "shared";           // shared | plain: tasks/pair_batches.h
  std::string eval_pairs = "chronological";      // chronological | both
  std::string primary_metric = "accuracy2";      // accuracy3 | accuracy2
  std::string class_weights = "none";            // none | balanced | own_prior: tasks/class_prior.h
  std::string train_pairs = "all";               // all | own_patient | not_same_day: tasks/sf_change_pairs.h
  std::string best_by = "val_loss";              // val_loss | val_loss_days | accuracy3
};

// [sf_ratio], task 2.
struct SfRatioConfig : TaskConfig {
  SfRatioConfig() { epochs = 100, batch = 8; }  // batch: videos
  std::string primary_metric = "rmse_average";  // rmse_max | rmse_average | rmse_median
};

// [readmission], task 3.
struct ReadmissionConfig : TaskConfig {
  ReadmissionConfig() { epochs = 40, batch = 8; }  // batch: views
  std::string days = "first_two";                  // first_two | first_last
  std::string start = "sf_change";                 // sf_change: that task's weights | random
  std::string primary_metric = "accuracy";         // accuracy | recall
};

struct Study {
  std::string name = "study";
  std::vector<int> thresholds = {0, 20, 40, 50, 60, 80, 100};
  std::vector<std::string> losses = {"weighted_bce"};
  std::string sweep = "full";  // full | one_at_a_time: choice_grid.h
  std::vector<std::uint64_t> seeds = {1};
  std::vector<std::string> tasks = {"segmentation", "sf_change", "sf_ratio", "readmission"};
  std::vector<std::string> controls = {"grayscale",
                                       "truth"};  // the clinical tasks without masks, with true masks
  int folds = 5;
  int threads = 1;
  std::string device = "auto";         // auto | cpu | cuda
  std::string precision = "fp32";      // fp32 | bf16 (on GPU)
  std::string channels_last = "auto";  // auto | on | off
  std::string fusion = "mean";         // data/basis_points.h
  int test_patients = 4;
  int validation_patients = 6;
  std::vector<std::string> test_ids;  // instead of the counts
  std::vector<std::string> validation_ids;
  std::uint64_t split_seed = 1;
  std::string cohort;  // COLUMN:VALUE of patients.csv; empty = all patients
  std::string outer_test =
      "fixed";                      // fixed | rotate: each of folds + 1 groups tests once, segmenter included
  bool segmenter_per_fold = false;  // fold k's segmenter never saw fold k
  bool segmenter_crossfit = false;  // and no patient's masks come from a segmenter that saw that patient
  // The validation metric that recommends a threshold: one of recommending_metrics().
  std::string recommend_by = "ce_unthresholded";
  int retries = 2;                   // of a run that failed
  bool gpu_share = false;            // several runs on one GPU
  std::string keep_weights = "all";  // all | needed: keeps_weights() of grid.h
  SegmentationConfig segmentation;
  VideoConfig video;
  SfChangeConfig sf_change;
  SfRatioConfig sf_ratio;
  ReadmissionConfig readmission;

  // Later keys (study_field.h, `before`) that the study file does not name, as "video.batch_norm".
  std::vector<std::string> unnamed_later_keys;

  // Fold by fold segmenters: either of the two options asks for them.
  bool has_fold_segmenters() const { return segmenter_per_fold || segmenter_crossfit; }
  bool has_task(const std::string& task) const;
  bool has_clinical_task() const;  // any but segmentation
  bool has_control(const std::string& control) const;
  // 1, or folds + 1 where the test set rotates.
  int rotations() const { return outer_test == "rotate" ? folds + 1 : 1; }
};

// [video] size in pixels: nothing for "native". Throws UsageError where it is neither that nor HxW, 32..4096
// each (the network halves its input five times).
struct VideoSize {
  int height = 0, width = 0;
};
std::optional<VideoSize> parse_video_size(const std::string& size);

// Names that [study] losses takes; src/train/losses.h defines them.
const std::vector<std::string>& known_losses();
const std::vector<std::string>& known_tasks();
const std::vector<std::string>& known_controls();

// Metrics that can choose among thresholds, since their target is the same for every one: of the segmenters,
// and of the clinical tasks. Each name belongs to one task.
const std::vector<std::string>& recommending_metrics();
// That task: "sf_ratio". Throws Error for another name.
std::string task_of_metric(const std::string& metric);

// Throws UsageError naming key, value and what is allowed.
void validate(const Study& study);

}  // namespace sonosweep::study
