#include "jobs/run/run_identity.h"

#include <nlohmann/json.hpp>

#include "core/sha256.h"
#include "study/choice_axis.h"

namespace sonosweep::jobs {
namespace {

using Json = nlohmann::ordered_json;

// The keys of [study] that reach into a training.
Json computing_keys(const Json& study) {
  Json keys;
  for (const char* key : {"threads", "device", "precision", "channels_last"})
    keys[key] = study.at("study").at(key);
  return keys;
}

Json section_without(const Json& study, const std::string& section,
                     std::initializer_list<const char*> left_out) {
  Json keys = study.at(section);
  for (const char* key : left_out) keys.erase(key);
  return keys;
}

Json common_part(const StudySetup& setup, const study::RunSpec& run, const study::Sides& sides) {
  return {{"data", setup.record.data_checksum},
          {"computing", computing_keys(setup.record.study)},
          {"train", sides.train},
          {"validation", sides.validation},
          {"test", sides.test},
          {"threshold", run.threshold},
          {"loss", run.segmenter.loss},
          {"seed", run.seed}};
}

std::string identity(const study::RunSpec& run, const Json& content) {
  return run.id() + " " + sha256_hex(content.dump());
}

}  // namespace

std::string segmentation_identity(const StudySetup& setup, const study::RunSpec& run,
                                  const study::Sides& sides) {
  Json content = common_part(setup, run, sides);
  content["fusion"] = setup.study.fusion;
  auto& section = content["segmentation"] =
      section_without(setup.record.study, "segmentation", {"checkpoint_every"});
  // Of what the study lists, what this run takes.
  for (const auto& axis : study::axis_rows())
    if (axis.section() == "segmentation") section[axis.short_key()] = run.segmenter.*axis.part;
  return identity(run, content);
}

std::string clinical_identity(const StudySetup& setup, const study::RunSpec& run, study::RunKind task,
                              const study::Sides& sides, double lr,
                              const std::map<std::string, std::string>& inputs) {
  Json content = common_part(setup, run, sides);
  content["video"] = setup.record.study.at("video");
  content["task"] = section_without(setup.record.study, study::run_kind_name(task),
                                    {"checkpoint_every", "lr", "lr_candidates"});
  content["lr"] = lr;
  content["inputs"] = inputs;
  return identity(run, content);
}

}  // namespace sonosweep::jobs
