#include "study/study.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "study/study_checks.h"
#include "study/video_input.h"

namespace sonosweep::study {
namespace {

constexpr std::pair<const char*, const char*> kTaskOfMetric[] = {
    {"ce_unthresholded", "segmentation"}, {"trimap", "segmentation"},
    {"truth_iou", "segmentation"},        {"accuracy3", "sf_change"},
    {"accuracy2", "sf_change"},           {"rmse_max", "sf_ratio"},
    {"rmse_average", "sf_ratio"},         {"rmse_median", "sf_ratio"},
    {"accuracy", "readmission"},          {"recall", "readmission"},
    {"precision", "readmission"}};

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// As data/basis_points.h reads it, of whatever data the study is.
void check_fusion(const std::string& fusion) {
  const auto colon = fusion.find(':');
  const std::string annotator = colon == std::string::npos ? "" : trim(fusion.substr(colon + 1));
  const bool is_one = fusion.rfind("one:", 0) == 0;
  require(!is_one || !annotator.empty(), "study.fusion", fusion, "an annotator after 'one:'");
  if (is_one) return;
  const auto one = "one:" + (annotator.empty() ? std::string("<annotator>") : annotator);
  require_one_of("study.fusion", fusion, {"mean", "min", "max", one});
}

}  // namespace

bool Study::has_task(const std::string& task) const {
  return holds(tasks, task);
}

bool Study::has_clinical_task() const {
  return std::any_of(tasks.begin(), tasks.end(), [](const auto& task) { return task != "segmentation"; });
}

bool Study::has_control(const std::string& control) const {
  return holds(controls, control);
}

std::optional<VideoSize> parse_video_size(const std::string& size) {
  if (size == "native") return std::nullopt;
  std::vector<int> sides;
  const auto parts = split_list(size, 'x');
  for (const auto& part : parts)
    if (const long long side = parse_integer(part).value_or(0); side >= 32 && side <= 4096)
      sides.push_back(static_cast<int>(side));
  require(parts.size() == 2 && sides.size() == 2, "video.size", size,
          "native, or HxW in pixels (32..4096 each), for example 96x128");
  return VideoSize{sides[0], sides[1]};
}

const std::vector<std::string>& known_losses() {
  static const std::vector<std::string> names = {"weighted_bce",      "bce",   "soft_bce",
                                                 "soft_weighted_bce", "dice",  "soft_dice",
                                                 "bce_dice",          "focal", "trimap_bce"};
  return names;
}

const std::vector<std::string>& known_tasks() {
  static const std::vector<std::string> names = {"segmentation", "sf_change", "sf_ratio", "readmission"};
  return names;
}

const std::vector<std::string>& known_controls() {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto& control : control_inputs()) all.emplace_back(control.name);
    return all;
  }();
  return names;
}

const std::vector<std::string>& recommending_metrics() {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto& entry : kTaskOfMetric) all.emplace_back(entry.first);
    return all;
  }();
  return names;
}

std::string task_of_metric(const std::string& metric) {
  for (const auto& [name, task] : kTaskOfMetric)
    if (metric == name) return task;
  throw_error<Error>("no threshold is recommended by '{}'", metric);
}

void validate(const Study& study) {
  require_some_distinct("study.thresholds", study.thresholds);
  for (const int t : study.thresholds)
    require(t >= 0 && t <= 100, "study.thresholds", fmt::format("{}", t), "whole percents in 0..100");
  require_some_distinct("study.losses", study.losses);
  require_each_of("study.losses", study.losses, known_losses());
  require_some_distinct("study.seeds", study.seeds);
  require_some_distinct("study.tasks", study.tasks);
  require_each_of("study.tasks", study.tasks, known_tasks());
  require_distinct("study.controls", study.controls);
  require_each_of("study.controls", study.controls, known_controls());
  require_at_least("study.folds", study.folds, 2);
  require(study.threads >= 1 && study.threads <= 1024, "study.threads", fmt::format("{}", study.threads),
          "1..1024 threads a run");
  require_one_of("study.device", study.device, {"auto", "cpu", "cuda"});
  require_one_of("study.precision", study.precision, {"fp32", "bf16"});
  require(study.precision != "bf16" || study.device != "cpu", "study.precision", study.precision,
          "fp32 where device = cpu");
  require_one_of("study.channels_last", study.channels_last, {"auto", "on", "off"});
  check_fusion(study.fusion);
  require_at_least("study.test_patients", study.test_patients, 1);
  require_at_least("study.validation_patients", study.validation_patients, 1);
  require_one_of("study.recommend_by", study.recommend_by, recommending_metrics());
  require(study.retries >= 0, "study.retries", fmt::format("{}", study.retries), ">= 0");
  require_one_of("study.keep_weights", study.keep_weights, {"all", "needed"});
  check_segmentation(study.segmentation);
  check_sweep(study);
  check_clinical_sections(study);
  check_combinations(study);
}

}  // namespace sonosweep::study
