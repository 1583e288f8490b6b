#include "sweep/study.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::sweep {
namespace {

void require(bool good, const std::string& key, const std::string& value, const std::string& allowed) {
  if (!good) throw_error<UsageError>("study: {} = {}: expected {}", key, value, allowed);
}

void require_one_of(const std::string& key, const std::string& value, const std::vector<std::string>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
    throw_error<UsageError>("study: {} = {}: expected one of {}{}", key, value, join(allowed, ", "),
                            did_you_mean(value, allowed));
}

void require_probability(const std::string& key, double value) {
  require(value >= 0 && value <= 1, key, fmt::format("{}", value), "a probability in 0..1");
}

template <typename T>
void require_distinct(const std::string& key, const std::vector<T>& values) {
  require(!values.empty(), key, "", "at least one value");
  std::set<T> seen;
  for (const auto& value : values)
    require(seen.insert(value).second, key, fmt::format("{}", value), "each value once");
}

void validate(const SegmentationConfig& config) {
  require_one_of("segmentation.encoder", config.encoder, {"resnet18", "resnet34", "resnet50"});
  require(config.epochs >= 1, "segmentation.epochs", fmt::format("{}", config.epochs), "at least 1");
  require(config.batch >= 1, "segmentation.batch", fmt::format("{}", config.batch), "at least 1");
  require(config.lr > 0 && config.lr <= 1, "segmentation.lr", fmt::format("{}", config.lr), "a rate in (0, 1]");
  require(config.dropout >= 0 && config.dropout < 1, "segmentation.dropout", fmt::format("{}", config.dropout),
          "a probability in [0, 1)");
  if (config.weighting.rfind("fixed:", 0) == 0) {
    const auto weight = parse_number(config.weighting.substr(6));
    require(weight && *weight >= 0 && *weight <= 1e6, "segmentation.weighting", config.weighting,
            "fixed:W with a background weight W >= 0");
  } else {
    require_one_of("segmentation.weighting", config.weighting, {"paper", "fixed:W", "none"});
    require(config.weighting != "fixed:W", "segmentation.weighting", config.weighting, "a number for W");
  }
  require_one_of("segmentation.sub_threshold", config.sub_threshold, {"background", "own", "ignore"});
  require_one_of("segmentation.normalisation", config.normalisation, {"none", "standard"});
  require_probability("segmentation.flip_probability", config.flip_probability);
  require_probability("segmentation.rotation_probability", config.rotation_probability);
  require_probability("segmentation.intensity_probability", config.intensity_probability);
  require(config.rotation_degrees >= 0 && config.rotation_degrees <= 180, "segmentation.rotation_degrees",
          fmt::format("{}", config.rotation_degrees), "degrees in 0..180");
  require(config.gamma_low > 0 && config.gamma_low <= config.gamma_high, "segmentation.gamma_low",
          fmt::format("{}", config.gamma_low), "0 < gamma_low <= gamma_high");
  require(config.contrast >= 0 && config.contrast < 1, "segmentation.contrast",
          fmt::format("{}", config.contrast), "a relative change in [0, 1)");
  require(config.brightness >= 0 && config.brightness < 1, "segmentation.brightness",
          fmt::format("{}", config.brightness), "a relative change in [0, 1)");
  require(config.focal_gamma >= 0, "segmentation.focal_gamma", fmt::format("{}", config.focal_gamma), ">= 0");
  require(config.boundary_tolerance >= 0, "segmentation.boundary_tolerance",
          fmt::format("{}", config.boundary_tolerance), "pixels, >= 0");
  require(config.checkpoint_every >= 1, "segmentation.checkpoint_every",
          fmt::format("{}", config.checkpoint_every), "epochs, >= 1");
}

}  // namespace

const std::vector<std::string>& known_losses() {
  static const std::vector<std::string> names = {"weighted_bce", "bce",      "soft_bce", "soft_weighted_bce", "dice",
                                                 "soft_dice",    "bce_dice", "focal",    "trimap_bce"};
  return names;
}

void validate(const Study& study) {
  require_distinct("study.thresholds", study.thresholds);
  for (const int t : study.thresholds)
    require(t >= 0 && t <= 100, "study.thresholds", fmt::format("{}", t), "whole percents in 0..100");
  require_distinct("study.losses", study.losses);
  for (const auto& loss : study.losses) require_one_of("study.losses", loss, known_losses());
  require_distinct("study.seeds", study.seeds);
  require_distinct("study.tasks", study.tasks);
  for (const auto& task : study.tasks) require_one_of("study.tasks", task, {"segmentation"});
  require(study.folds >= 2, "study.folds", fmt::format("{}", study.folds), "at least 2");
  require(study.threads >= 1 && study.threads <= 1024, "study.threads", fmt::format("{}", study.threads),
          "1..1024 threads a run");
  require_one_of("study.device", study.device, {"auto", "cpu", "cuda"});
  require_one_of("study.precision", study.precision, {"fp32", "bf16"});
  require(study.precision != "bf16" || study.device != "cpu", "study.precision", study.precision,
          "fp32 where device = cpu");
  require_one_of("study.channels_last", study.channels_last, {"auto", "on", "off"});
  require(study.test_patients >= 1, "study.test_patients", fmt::format("{}", study.test_patients), "at least 1");
  require(study.validation_patients >= 1, "study.validation_patients",
          fmt::format("{}", study.validation_patients), "at least 1");
  require(study.retries >= 0, "study.retries", fmt::format("{}", study.retries), ">= 0");
  validate(study.segmentation);
}

}  // namespace sonosweep::sweep
