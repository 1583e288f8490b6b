// A study: everything that decides its numbers, as plain values with defaults. study_file.h reads it from INI.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonosweep::sweep {

// [segmentation]: the FPN and how it is trained. Defaults: the paper's protocol (method.md section 3).
struct SegmentationConfig {
  std::string encoder = "resnet34";  // resnet18 | resnet34 | resnet50
  int epochs = 100;
  int batch = 8;
  double lr = 1e-4;
  double dropout = 0.2;  // whole channels, before the head
  std::string weighting = "paper";           // paper | fixed:W | none
  std::string sub_threshold = "background";  // background | own | ignore
  double flip_probability = 0.5;
  double rotation_probability = 0.5;
  double rotation_degrees = 15;
  double intensity_probability = 0.5;
  double gamma_low = 0.7, gamma_high = 1.4;
  double contrast = 0.2, brightness = 0.2;  // largest relative change
  std::string normalisation = "none";       // none | standard (zero mean, unit deviation of the training images)
  double focal_gamma = 2;
  int boundary_tolerance = 2;  // pixels, for boundary F1
  int checkpoint_every = 1;    // epochs
};

struct Study {
  std::string name = "study";
  std::vector<int> thresholds = {0, 20, 40, 50, 60, 80, 100};
  std::vector<std::string> losses = {"weighted_bce"};
  std::vector<std::uint64_t> seeds = {1};
  std::vector<std::string> tasks = {"segmentation"};
  int folds = 5;
  int threads = 1;
  std::string device = "auto";     // auto | cpu | cuda
  std::string precision = "fp32";  // fp32 | bf16 (on GPU)
  std::string channels_last = "auto";  // auto | on | off
  std::string fusion = "mean";     // data/basis_points.h
  int test_patients = 4;
  int validation_patients = 6;
  std::vector<std::string> test_ids;        // instead of the counts
  std::vector<std::string> validation_ids;
  std::uint64_t split_seed = 1;
  int retries = 2;  // of a run that failed
  SegmentationConfig segmentation;
};

// Names that [study] losses takes; src/train/losses.h defines them.
const std::vector<std::string>& known_losses();

// Throws UsageError naming key, value and what is allowed.
void validate(const Study& study);

}  // namespace sonosweep::sweep
