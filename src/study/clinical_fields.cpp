#include <stdexcept>

#include "study/study_field.h"

namespace sonosweep::study {
namespace {

template <typename T>
Field video_field(const char* key, T VideoConfig::*member, const char* help) {
  return make_field("video", &Study::video, member, key, help);
}

// A rate, or "auto".
template <typename Config>
Field lr_field(const char* section, Config Study::*config) {
  Field field = make_field(section, config, &TaskConfig::lr, "lr",
                           "Adam's rate at each warm restart of the cosine annealing; auto = the best of "
                           "lr_candidates, chosen by runs of their own");
  field.set = [config](Study& study, const std::string& text) {
    TaskConfig& task = study.*config;
    task.lr_auto = trim(text) == "auto";
    if (task.lr_auto) return;
    try {
      assign(task.lr, text);
    } catch (const std::invalid_argument&) {
      throw std::invalid_argument("a number, or auto");
    }
  };
  field.get = [config](const Study& study) {
    const TaskConfig& task = study.*config;
    return task.lr_auto ? nlohmann::ordered_json("auto") : nlohmann::ordered_json(task.lr);
  };
  return field;
}

// The keys that every clinical task has.
template <typename Config>
std::vector<Field> task_fields(const char* section, Config Study::*config, const char* batch_help) {
  using T = TaskConfig;
  return {
      make_field(section, config, &T::epochs, "epochs", "passes over the training samples"),
      make_field(section, config, &T::batch, "batch", batch_help),
      lr_field(section, config),
      make_field(section, config, &T::lr_candidates, "lr_candidates",
                 "what lr = auto chooses from, on fold 0, by the lowest validation loss"),
      make_field(section, config, &T::checkpoint_every, "checkpoint_every", "epochs between checkpoints"),
  };
}

}  // namespace

std::vector<Field> clinical_fields() {
  using V = VideoConfig;
  std::vector<Field> fields = {
      video_field("frames", &V::frames, "frames of a clip, of every clinical task"),
      video_field("size", &V::size, "native | HxW: frames and masks resized by area"),
      video_field("masks", &V::masks, "what is appended to the frames: binary | probability"),
      video_field("shift", &V::shift, "temporal shift: bidirectional | unidirectional | off"),
      video_field("shift_div", &V::shift_div, "1/shift_div of the channels move each way"),
      video_field("dropout", &V::dropout, "probability of dropping a feature before the head"),
      with_before(video_field("batch_norm", &V::batch_norm, "as of segmentation: recomputed | running"),
                  "running"),
      with_before(video_field("batch_norm_samples", &V::batch_norm_samples,
                              "clips that recomputed statistics are taken from; all, where there are fewer"),
                  256),
  };
  const auto append = [&](const std::vector<Field>& more) {
    fields.insert(fields.end(), more.begin(), more.end());
  };
  append(
      task_fields("sf_change", &Study::sf_change, "videos a step (pair_batches = shared) or pairs (plain)"));
  append(
      {make_field("sf_change", &Study::sf_change, &SfChangeConfig::pair_batches, "pair_batches",
                  "shared (k videos, passed once, serve all their pairs) | plain (one pair at a time)"),
       make_field("sf_change", &Study::sf_change, &SfChangeConfig::eval_pairs, "eval_pairs",
                  "order of a pair at evaluation: chronological | both"),
       make_field("sf_change", &Study::sf_change, &SfChangeConfig::primary_metric, "primary_metric",
                  "what the comparison of thresholds is about, declared beforehand: accuracy3 | accuracy2"),
       with_before(
           make_field("sf_change", &Study::sf_change, &SfChangeConfig::class_weights, "class_weights",
                      "none (paper) | own_prior (trained as none; at evaluation the log of the classes' "
                      "shares among the training patients' own pairs / among all training pairs is added to "
                      "the logits) | balanced (each class weighs the same in the loss; at evaluation the "
                      "logits are corrected to the shares among own pairs)"),
           "none"),
       with_before(make_field("sf_change", &Study::sf_change, &SfChangeConfig::train_pairs, "train_pairs",
                              "all pairs of a zone (paper) | own_patient (pairs of one patient, of one day "
                              "too) | not_same_day (all but pairs of one patient on one day)"),
                   "all"),
       with_before(make_field("sf_change", &Study::sf_change, &SfChangeConfig::best_by, "best_by",
                              "what chooses the epoch: val_loss (paper) | val_loss_days (cross entropy of "
                              "increase or not over validation pairs of two days) | accuracy3 (of "
                              "validation; of equal ones the lower loss)"),
                   "val_loss")});
  append(task_fields("sf_ratio", &Study::sf_ratio, "videos a step"));
  append({make_field("sf_ratio", &Study::sf_ratio, &SfRatioConfig::primary_metric, "primary_metric",
                     "as of sf_change: rmse_max | rmse_average | rmse_median")});
  append(task_fields("readmission", &Study::readmission, "views a step"));
  append({make_field("readmission", &Study::readmission, &ReadmissionConfig::days, "days",
                     "which two days are compared: first_two | first_last"),
          make_field("readmission", &Study::readmission, &ReadmissionConfig::start, "start",
                     "first weights: sf_change (of the same threshold and fold) | random"),
          make_field("readmission", &Study::readmission, &ReadmissionConfig::primary_metric, "primary_metric",
                     "as of sf_change: accuracy | recall")});
  return fields;
}

}  // namespace sonosweep::study
