#include "study/study_field.h"

namespace sonosweep::study {
namespace {

template <typename T>
Field field(const char* key, T SegmentationConfig::*member, const char* help) {
  return make_field("segmentation", &Study::segmentation, member, key, help);
}

// What a study may sweep: a list, and in study.json a single value as long as there is one.
Field swept_field(const char* key, std::vector<std::string> SegmentationConfig::*member, const char* help) {
  Field swept = field(key, member, help);
  swept.get = [member](const Study& study) {
    const auto& values = study.segmentation.*member;
    return values.size() == 1 ? nlohmann::ordered_json(values.front()) : nlohmann::ordered_json(values);
  };
  return swept;
}

}  // namespace

std::vector<Field> segmentation_fields() {
  using G = SegmentationConfig;
  return {
      swept_field("encoder", &G::encoders, "resnet18 | resnet34 | resnet50; several, as a list, are a sweep"),
      field("epochs", &G::epochs, "passes over the training images"),
      field("batch", &G::batch, "images a step"),
      field("lr", &G::lr, "Adam's rate at the start; cosine annealing to 0 over the epochs"),
      field("dropout", &G::dropout, "probability of dropping a channel before the head"),
      swept_field("weighting", &G::weightings,
                  "pixel weights: paper | fixed:W (background W) | none; several are a sweep"),
      swept_field("sub_threshold", &G::sub_thresholds,
                  "pixels of confidence below the threshold: background | own | ignore; several are a sweep"),
      field("flip_probability", &G::flip_probability, "horizontal flip of a training image"),
      field("rotation_probability", &G::rotation_probability, "rotation of a training image"),
      field("rotation_degrees", &G::rotation_degrees, "largest rotation, either way"),
      field("intensity_probability", &G::intensity_probability, "gamma, contrast, brightness"),
      field("gamma_low", &G::gamma_low, "smallest gamma"),
      field("gamma_high", &G::gamma_high, "largest gamma"),
      field("contrast", &G::contrast, "largest relative change of contrast"),
      field("brightness", &G::brightness, "largest change of brightness, 1 = full scale"),
      field("normalisation", &G::normalisation,
            "none (pixel / 255) | standard (mean and deviation of the training images)"),
      field("focal_gamma", &G::focal_gamma, "exponent of the focal loss"),
      field("boundary_tolerance", &G::boundary_tolerance, "pixels, of boundary F1"),
      field("checkpoint_every", &G::checkpoint_every, "epochs between checkpoints"),
      with_before(field("best_ties", &G::best_ties,
                        "the best epoch has the highest validation IoU; of equal ones: val_loss (the lower "
                        "validation loss, then the earliest) | earliest"),
                  "earliest"),
      with_before(
          field("batch_norm", &G::batch_norm,
                "statistics that the network is validated and used with: recomputed (taken anew from "
                "training images, after each epoch) | running (moving averages of the training steps, "
                "which lag behind the weights)"),
          "running"),
      with_before(field("batch_norm_samples", &G::batch_norm_samples,
                        "images that recomputed statistics are taken from; all, where there are fewer"),
                  256),
  };
}

}  // namespace sonosweep::study
