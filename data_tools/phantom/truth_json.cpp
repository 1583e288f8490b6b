#include "data_tools/phantom/truth_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/build_info.h"
#include "data_tools/phantom/outcomes.h"

namespace sonosweep::data_tools {
namespace {

using Json = nlohmann::ordered_json;

Json curve_json(const ReferenceIou::Curve& curve) {
  Json out = Json::array();
  for (const double v : curve) out.push_back(std::isnan(v) ? Json() : Json(v));
  return out;
}

Json options_json(const PhantomOptions& options) {
  Json out = Json::object();
  for (const OptionField& field : option_fields()) {
    if (field.integer != nullptr) {
      out[field.name] = options.*field.integer;
    } else {
      out[field.name] = options.*field.real;
    }
  }
  return out;
}

Json annotation_json(const PhantomOptions& o, const std::vector<Annotator>& annotators) {
  Json people = Json::array();
  for (const Annotator& a : annotators) people.push_back({{"name", a.name}, {"gamma", a.gamma}});
  return {{"planted_threshold_percent", o.planted_threshold},
          {"bias", bias_for_threshold(o.planted_threshold)},
          {"sigma_px", o.sigma_px},
          {"fuzzy_pleura_blur", o.fuzzy_blur},
          {"reach", o.reach},
          {"full_confidence_from", kFullFrom},
          {"annotators", people}};
}

Json outcomes_json(const PhantomOptions& o, const Cohort& cohort) {
  const BestAccuracy best = best_accuracy(o, cohort.readmission_intercept);
  return {{"sf_ratio", {{"intercept", o.sf_intercept}, {"slope", o.sf_slope}, {"noise_sd", o.sf_noise}}},
          {"readmission",
           {{"a", cohort.readmission_intercept}, {"b", o.readmission_last}, {"c", o.readmission_change}}},
          {"effect", o.effect},
          {"best_accuracy",
           {{"first_two", best.first_two},
            {"first_last", best.first_last},
            {"change", best.change},
            {"majority", best.majority}}}};
}

Json patient_json(const Patient& p) {
  Json days = Json::array();
  for (std::size_t d = 0; d < p.severity.size(); ++d)
    days.push_back({{"day", d + 1},
                    {"severity", p.severity[d]},
                    {"outcome_severity", p.outcome_severity[d]},
                    {"sf_ratio", p.sf_ratio[d]}});
  return {{"id", p.id},
          {"days", days},
          {"readmission_probability", p.readmission_probability},
          {"readmitted_30d", p.readmitted < 0 ? Json() : Json(p.readmitted)}};
}

Json video_json(const Scan& scan, const VideoTruth& truth) {
  return {{"id", scan.video_id},          {"severity", scan.severity}, {"depth_mm", truth.depth_mm},
          {"pleura_mm", truth.pleura_mm}, {"a_lines", truth.a_lines},  {"sub_a_lines", truth.sub_a_lines},
          {"b_lines", truth.b_lines}};
}

Json reference_json(const ReferenceIou& reference) {
  Json thresholds = Json::array(), classes = Json::object();
  for (int t = 1; t <= ReferenceIou::kThresholds; ++t) thresholds.push_back(t);
  for (int k = 0; k < kNumClasses; ++k)
    classes[phantom_class_names()[static_cast<std::size_t>(k)]] = curve_json(reference.of_class(k));
  const int best = reference.best_threshold();
  const double best_iou = reference.overall()[static_cast<std::size_t>(best - 1)];
  return {{"threshold_percent", thresholds},
          {"iou", curve_json(reference.overall())},
          {"iou_per_class", classes},
          {"best_threshold_percent", best},
          {"best_iou", std::isnan(best_iou) ? Json() : Json(best_iou)}};
}

}  // namespace

VideoTruth video_truth(const Layout& layout) {
  VideoTruth truth{layout.depth_mm, layout.pleura_mm, static_cast<int>(layout.b_lines.size()), 0, 0};
  for (const Reverberation& echo : layout.reverberations) ++(echo.sub ? truth.sub_a_lines : truth.a_lines);
  return truth;
}

std::string truth_json(const PhantomOptions& o, const Cohort& cohort,
                       const std::vector<Annotator>& annotators, const std::vector<VideoTruth>& videos,
                       const ReferenceIou& reference) {
  Json out = {{"program", "sonosweep-synth"},
              {"version", build_info().version},
              {"preset", o.preset},
              {"seed", o.seed},
              {"size", {o.height, o.width}},
              {"classes", phantom_class_names()},
              {"options", options_json(o)},
              {"annotation", annotation_json(o, annotators)},
              {"outcomes", outcomes_json(o, cohort)},
              {"reference", reference_json(reference)}};
  Json patients = Json::array(), scans = Json::array();
  for (const Patient& p : cohort.patients) patients.push_back(patient_json(p));
  for (std::size_t i = 0; i < cohort.scans.size(); ++i)
    scans.push_back(video_json(cohort.scans[i], videos[i]));
  out["patients"] = patients;
  out["videos"] = scans;
  return out.dump(1) + "\n";
}

}  // namespace sonosweep::data_tools
