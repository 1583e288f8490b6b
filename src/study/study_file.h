// Study files: INI in, INI and JSON out. Every key has a default and one line of help.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "study/study.h"

namespace sonosweep::study {

// Reads and validates. Throws UsageError: unreadable, unknown key (nearest named), bad value.
Study read_study_file(const std::filesystem::path& path);
// The same from text; `where` stands in messages.
Study parse_study(const std::string& text, const std::string& where);

// The resolved study, keys under their sections: {"study": {..}, "segmentation": {..}}. Every key stands
// there, but for those that came later and have their `before` value (study_field.h).
nlohmann::ordered_json study_to_json(const Study& study);
// What such a key, "video.batch_norm", is where it is not there; null for other keys.
nlohmann::ordered_json value_if_unnamed(const std::string& key);

// Its inverse: later keys that are not there have their `before` value. Throws UsageError on unknown keys or
// bad values.
Study study_from_json(const nlohmann::ordered_json& json, const std::string& where);

// For a study that goes on in a folder: later keys that its file does not name, and that the folder's
// study.json (`begun`, as study_to_json() made it) does not have, get their `before` value. Returns "key =
// value" of those that this changed.
std::vector<std::string> keep_earlier_rules(Study& study, const nlohmann::ordered_json& begun);

// All keys with defaults and help, itself a valid study file.
std::string study_file_help();

}  // namespace sonosweep::study
