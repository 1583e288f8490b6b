#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "study/choice_grid.h"
#include "study/study_checks.h"

namespace sonosweep::study {
namespace {

// "fixed:0.5" and "fixed:0.50" would be two folders of one name.
void require_distinct_weightings(const std::vector<std::string>& weightings) {
  for (std::size_t i = 0; i < weightings.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      require(folder_name(ChoiceAxis::kWeighting, weightings[i]) !=
                  folder_name(ChoiceAxis::kWeighting, weightings[j]),
              "segmentation.weighting", weightings[i],
              fmt::format("each value once (it is the same as {})", weightings[j]));
}

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
  require_some_distinct("segmentation.encoder", config.encoders);
  require_each_of("segmentation.encoder", config.encoders, {"resnet18", "resnet34", "resnet50"});
  require_at_least("segmentation.epochs", config.epochs, 1);
  require_at_least("segmentation.batch", config.batch, 1);
  require_rate("segmentation.lr", config.lr);
  require_dropout("segmentation.dropout", config.dropout);
  require_some_distinct("segmentation.weighting", config.weightings);
  for (const auto& weighting : config.weightings) check_weighting(weighting);
  require_distinct_weightings(config.weightings);
  require_some_distinct("segmentation.sub_threshold", config.sub_thresholds);
  require_each_of("segmentation.sub_threshold", config.sub_thresholds, {"background", "own", "ignore"});
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
  require_one_of("segmentation.best_ties", config.best_ties, {"val_loss", "earliest"});
  check_batch_norm("segmentation", config.batch_norm, config.batch_norm_samples);
}

void check_sweep(const Study& study) {
  require_one_of("study.sweep", study.sweep, {"full", "one_at_a_time"});
  const auto choices = segmenter_choices(study);
  for (const auto axis : swept_axes(study))
    for (const auto& value : values_of(study, axis)) {
      const bool is_used = std::any_of(choices.begin(), choices.end(), [&](const auto& choice) {
        return value_of(choice, axis) == value && has_effect(choice, axis);
      });
      if (!is_used)
        throw_error<UsageError>(
            "study: {} = {}: {} trains no segmenter that another value does not; pixel weights reach only "
            "the "
            "losses weighted_bce and soft_weighted_bce, with weighting = none the rule 'own' is "
            "'background', and "
            "with sweep = one_at_a_time the first value of each key stands beside the others; leave {} out",
            study_key(axis), join(values_of(study, axis), ", "), value, value);
    }
}

}  // namespace sonosweep::study
