#include "core/text.h"
#include "sweep/study/study_checks.h"

namespace sonosweep::sweep {
namespace {

void check_weighting(const std::string& weighting) {
  if (weighting.rfind("fixed:", 0) == 0) {
    const auto weight = parse_number(weighting.substr(6));
    require(weight && *weight >= 0 && *weight <= 1e6, "segmentation.weighting", weighting,
            "fixed:W with a background weight W >= 0");
  } else {
    require_one_of("segmentation.weighting", weighting, {"paper", "fixed:W", "none"});
    require(weighting != "fixed:W", "segmentation.weighting", weighting, "a number for W");
  }
}

}  // namespace

void check_segmentation(const SegmentationConfig& config) {
  require_one_of("segmentation.encoder", config.encoder, {"resnet18", "resnet34", "resnet50"});
  require_at_least("segmentation.epochs", config.epochs, 1);
  require_at_least("segmentation.batch", config.batch, 1);
  require_rate("segmentation.lr", config.lr);
  require_dropout("segmentation.dropout", config.dropout);
  check_weighting(config.weighting);
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

}  // namespace sonosweep::sweep
