#include "data_tools/inspect/pack_json.h"

#include <nlohmann/json.hpp>

namespace sonosweep::data_tools {
namespace {

using Json = nlohmann::ordered_json;

Json range_json(const Range& range) {
  if (range.count == 0) return {{"known", 0}, {"least", nullptr}, {"median", nullptr}, {"most", nullptr}};
  return {{"known", range.count}, {"least", range.least}, {"median", range.median}, {"most", range.most}};
}

Json group_json(const char* key, const std::string& name, const GroupCounts& counts) {
  return {{key, name},
          {"videos", counts.videos},
          {"frames", counts.frames},
          {"days", counts.days.size()},
          {"annotations", counts.annotations}};
}

Json labels_json(const std::string& name, const LabelCounts& labels) {
  Json thresholds = Json::array();
  for (std::size_t t = 0; t < kShownThresholds.size(); ++t)
    thresholds.push_back({{"percent", kShownThresholds[t]},
                          {"pixels", labels.labelled[t]},
                          {"share", labels.pixels == 0 ? Json()
                                                       : Json(static_cast<double>(labels.labelled[t]) /
                                                              static_cast<double>(labels.pixels))},
                          {"patients", labels.patients[t].size()}});
  return {{"class", name},
          {"annotations", labels.rows},
          {"painted_in", labels.painted_rows},
          {"pixels", labels.pixels},
          {"thresholds", std::move(thresholds)},
          {"confidence_histogram", labels.bins}};
}

Json classes_json(const data::PackIndex& index, const std::vector<LabelCounts>& classes) {
  Json json = Json::array();
  for (std::size_t c = 0; c < classes.size(); ++c) json.push_back(labels_json(index.classes[c], classes[c]));
  return json;
}

Json known(bool is_known, const Json& value) {
  return is_known ? value : Json();
}

Json video_json(const data::PackIndex& index, const data::Video& video, const VideoFacts& facts) {
  const data::Geometry& g = video.geometry;
  return {{"id", video.id},
          {"patient", video.patient},
          {"day", known(video.day >= 0, video.day)},
          {"view", known(!video.view.empty(), video.view)},
          {"frames", video.num_frames},
          {"fps", known(video.fps > 0, video.fps)},
          {"depth_cm", known(video.depth_cm > 0, video.depth_cm)},
          {"sha256", video.sha256},
          {"geometry", known(!g.fit.empty(), {{"fit", g.fit},
                                              {"offset_x", g.offset_x},
                                              {"offset_y", g.offset_y},
                                              {"scale_x", g.scale_x},
                                              {"scale_y", g.scale_y}})},
          {"annotations", facts.annotations},
          {"annotated_frames", facts.annotated_frames},
          {"annotators", facts.annotators},
          {"classes", classes_json(index, facts.classes)},
          {"gray",
           {{"frames", facts.gray_frames},
            {"least", facts.least_gray},
            {"mean", facts.mean_gray},
            {"most", facts.most_gray},
            {"histogram", facts.grays}}},
          {"columns", video.columns}};
}

Json days_json(const std::vector<std::pair<std::string, int>>& days) {
  Json json = Json::array();
  for (const auto& [patient, day] : days) json.push_back({{"patient", patient}, {"day", day}});
  return json;
}

Json clinical_json(const ClinicalFacts& facts) {
  return {{"sf_ratio", range_json(facts.sf_ratio)},
          {"sf_ratio_raw", range_json(facts.sf_ratio_raw)},
          {"patients_with_sf_ratio", facts.patients},
          {"video_days", facts.video_days.size()},
          {"video_days_without_sf_ratio", days_json(facts.days_without_ratio)},
          {"sf_ratios_without_video", days_json(facts.ratios_without_video)},
          {"readmitted_30d",
           {{"yes", facts.readmitted}, {"no", facts.not_readmitted}, {"unknown", facts.unknown}}}};
}

}  // namespace

std::string pack_json(const data::PackIndex& index, const PackFacts& facts, std::uintmax_t file_bytes) {
  Json json = {{"schema", "sonosweep-inspect"},
               {"schema_version", 1},
               {"name", index.name},
               {"checksum", index.checksum},
               {"pack_schema_version", index.schema_version},
               {"program_version", index.program_version},
               {"file_bytes", file_bytes},
               {"height", index.height},
               {"width", index.width},
               {"true_structures", index.has_frame_truth ? "every frame"
                                   : index.has_truth     ? "annotated frames"
                                                         : "none"},
               {"counts",
                {{"videos", index.videos.size()},
                 {"frames", index.num_frames},
                 {"patients", index.patients.size()},
                 {"annotations", index.annotations.size()},
                 {"annotated_frames", facts.annotated_frames},
                 {"annotators", facts.annotators.size()},
                 {"sf_ratios", index.clinical.size()}}},
               {"ranges",
                {{"frames", range_json(facts.frames)},
                 {"fps", range_json(facts.fps)},
                 {"depth_cm", range_json(facts.depth_cm)},
                 {"day", range_json(facts.day)}}},
               {"clinical", clinical_json(facts.clinical)},
               {"classes", classes_json(index, facts.classes)}};
  Json& patients = json["patients"] = Json::array();
  for (std::size_t p = 0; p < index.patients.size(); ++p) {
    patients.push_back(group_json("id", index.patients[p].id, facts.patients[p].second));
    const int readmitted = index.patients[p].readmitted_30d;
    patients.back()["readmitted_30d"] = known(readmitted >= 0, readmitted);
    patients.back()["columns"] = index.patients[p].columns;
  }
  Json& views = json["views"] = Json::array();
  for (const auto& [view, counts] : facts.views) views.push_back(group_json("view", view, counts));
  Json& annotators = json["annotators"] = Json::array();
  for (const auto& [name, counts] : facts.annotators) {
    annotators.push_back(group_json("name", name, counts));
    annotators.back()["classes"] = classes_json(index, facts.by_annotator.at(name));
  }
  Json& remarks = json["remarks"] = Json::array();
  for (const auto& remark : facts.remarks) {
    Json videos = Json::array();
    for (const auto v : remark.videos) videos.push_back(index.videos[v].id);
    remarks.push_back({{"serious", remark.is_serious}, {"text", remark.text}, {"videos", std::move(videos)}});
  }
  json["notes"] = index.notes;
  Json& videos = json["videos"] = Json::array();
  for (std::size_t v = 0; v < index.videos.size(); ++v)
    videos.push_back(video_json(index, index.videos[v], facts.videos[v]));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sonosweep::data_tools
