#include "sweep/study_folder.h"

#include <algorithm>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/folder.h"
#include "core/sha256.h"
#include "study/study_file.h"

namespace sonosweep::sweep {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* kStudySchema = "sonosweep-study";

Json to_json(const study::Split& split) {
  Json json = {
      {"train", split.train}, {"validation", split.validation}, {"test", split.test}, {"folds", split.folds}};
  for (const auto& sides : split.fold_segmenters)
    json["fold_segmenters"].push_back({{"train", sides.train}, {"validation", sides.validation}});
  return json;
}

study::Split split_from_json(const Json& json) {
  using Ids = std::vector<std::string>;
  study::Split split;
  split.train = json.at("train").get<Ids>();
  split.validation = json.at("validation").get<Ids>();
  split.test = json.at("test").get<Ids>();
  split.folds = json.at("folds").get<std::vector<Ids>>();
  if (json.contains("fold_segmenters"))
    for (const auto& sides : json["fold_segmenters"])
      split.fold_segmenters.push_back({sides.at("train").get<Ids>(), sides.at("validation").get<Ids>(), {}});
  return split;
}

// The fixed split, or that of rotation 0 and below it all of them.
Json to_json(const std::vector<study::Split>& splits) {
  Json json = to_json(splits.at(0));
  if (splits.size() > 1)
    for (const auto& split : splits) json["rotations"].push_back(to_json(split));
  return json;
}

std::vector<study::Split> splits_from_json(const Json& json) {
  if (!json.contains("rotations")) return {split_from_json(json)};
  std::vector<study::Split> splits;
  for (const auto& rotation : json["rotations"]) splits.push_back(split_from_json(rotation));
  return splits;
}

Json to_json(const StudyRecord& record) {
  Json json;
  json["schema"] = kStudySchema;
  json["schema_version"] = 1;
  json["study"] = record.study;
  json["data"] = {{"name", record.data_name},
                  {"checksum", record.data_checksum},
                  {"classes", record.classes},
                  {"has_truth", record.has_truth}};
  if (record.sf_scale) json["sf_scale"] = *record.sf_scale;
  json["splits"] = to_json(record.splits);
  if (!record.skipped_tasks.empty()) json["skipped_tasks"] = record.skipped_tasks;
  json["program"] = {{"version", build_info().version},
                     {"git_describe", build_info().git_describe},
                     {"build_type", build_info().build_type},
                     {"compiler", build_info().compiler}};
  json["hosts"] = {host_name()};
  return json;
}

std::string shown(const Json& value) {
  std::string text = value.dump();
  if (text.size() > 200) text = text.substr(0, 200) + "..";
  return text;
}

bool is_free(const std::string& path) {
  const auto& free = free_study_keys();
  return std::find(free.begin(), free.end(), path) != free.end();
}

// Path of the first value that differs, depth first; "" if none does.
std::string first_difference(const Json& a, const Json& b, const std::string& path) {
  if (!a.is_object() || !b.is_object()) return a == b ? "" : path;
  for (const auto& [key, value] : a.items()) {
    const std::string here = path + "/" + key;
    if (is_free(here)) continue;
    if (!b.contains(key)) return here;
    if (auto found = first_difference(value, b[key], here); !found.empty()) return found;
  }
  for (const auto& [key, value] : b.items())
    if (!a.contains(key) && !is_free(path + "/" + key)) return path + "/" + key;
  return {};
}

Json value_at(const Json& json, const std::string& path) {
  const Json::json_pointer pointer(path);
  return json.contains(pointer) ? json.at(pointer) : Json();
}

// A key that came later is not there where it has the value of before.
Json value_of(const Json& json, const std::string& path, const std::string& key) {
  auto value = value_at(json, path);
  return value.is_null() ? study::value_if_unnamed(key) : value;
}

void compare(const std::filesystem::path& file, const Json& there, const Json& ours) {
  // The data first: another data set changes the splits too, and would hide behind them.
  const std::pair<const char*, const char*> parts[] = {
      {"data", "data set"}, {"study", "study"}, {"splits", "split of patients"}};
  for (const auto& [part, what] : parts) {
    const auto path = first_difference(there[part], ours[part], "");
    if (path.empty()) continue;
    std::string key = path.substr(1);
    for (auto& c : key)
      if (c == '/') c = '.';
    throw_error<UsageError>(
        "{} belongs to another {}: {} is {} there and {} here; choose another --out, or the {} "
        "that made it",
        file.parent_path().string(), what, key, shown(value_of(there[part], path, key)),
        shown(value_of(ours[part], path, key)), what);
  }
}

// study.json as it stands there. Throws UsageError if another program wrote it, nlohmann's exception if it is
// damaged.
Json read_study_json(const std::filesystem::path& file) {
  Json json = Json::parse(read_file(file));
  const bool is_ours = json.is_object() && (!json.contains("schema") || json["schema"] == kStudySchema);
  if (!is_ours)
    throw_error<UsageError>(
        "{}: was not written by sonosweep, which writes a file of that name; choose another folder",
        file.string());
  return json;
}

// What a study has in its folder from the first run on.
std::string begun_work(const farm::ResultsFolder& folder) {
  const auto& root = folder.root();
  for (const char* name : {"runs", "attempts"})
    if (!names_in(root / name).empty()) return name;
  std::error_code ignored;
  for (const auto& path : {folder.journal_file(), root / "runs", root / "attempts"})
    if (std::filesystem::is_regular_file(path, ignored)) return path.filename().string();
  return {};
}

}  // namespace

const std::vector<std::string>& free_study_keys() {
  static const std::vector<std::string> keys = {"/study/retries",
                                                "/study/gpu_share",
                                                "/study/keep_weights",
                                                "/segmentation/checkpoint_every",
                                                "/sf_change/checkpoint_every",
                                                "/sf_ratio/checkpoint_every",
                                                "/readmission/checkpoint_every"};
  return keys;
}

std::string study_digest(const nlohmann::ordered_json& study) {
  nlohmann::json canonical = nlohmann::json::parse(study.dump());  // keys in alphabetical order
  for (const auto& path : free_study_keys()) {
    const nlohmann::json::json_pointer key(path);
    if (canonical.contains(key)) canonical.at(key.parent_pointer()).erase(key.back());
  }
  return sha256_hex(canonical.dump());
}

void StudyFolder::refuse_foreign() const {
  std::error_code ignored;
  const auto whole = std::filesystem::absolute(root()).lexically_normal();
  for (auto path = whole; !std::filesystem::is_directory(path, ignored); path = path.parent_path())
    if (std::filesystem::exists(path, ignored))
      throw_error<UsageError>("{}: {} is a file, and results are a folder; choose another --out",
                              root().string(), path == whole ? "this" : path.string());
  if (!std::filesystem::exists(study_file(), ignored) &&
      (std::filesystem::exists(root() / "dataset.ini", ignored) ||
       std::filesystem::exists(root() / "videos.csv", ignored)))
    throw_error<UsageError>(
        "{}: is a source folder (dataset.ini, videos.csv), and results want a folder of their own; "
        "choose another --out",
        root().string());
  const auto work = begun_work(*this);
  // Who begins a study here at this moment writes study.json first.
  if (!work.empty() && !std::filesystem::exists(study_file(), ignored))
    throw_error<UsageError>(
        "{0}: has a '{1}', and no study.json: no results folder of sonosweep, which would write into '{1}'; "
        "choose "
        "another --out, or restore study.json if it was one",
        root().string(), work);
}

void StudyFolder::open(const StudyRecord& record) const {
  refuse_foreign();
  create_folders(root() / "runs");
  if (is_there(study_file())) return check(record);
  write_file_atomically(study_file(), to_json(record).dump(2) + "\n");
}

void StudyFolder::check(const StudyRecord& record) const {
  Json there;
  try {
    there = read_study_json(study_file());
    for (const char* part : {"study", "data", "splits"}) (void)there.at(part);
  } catch (const Json::exception& error) {
    throw_error<DataError>("{}: damaged ({}); restore it from a backup, or choose another --out",
                           study_file().string(), error.what());
  }
  compare(study_file(), there, to_json(record));
}

StudyRecord StudyFolder::read_record() const {
  if (!is_there(study_file()))
    throw_error<UsageError>("{}: no study.json in it, so it is not a results folder of sonosweep-launch",
                            root().string());
  try {
    const Json json = read_study_json(study_file());
    StudyRecord record;
    record.study = json.at("study");
    const auto& data = json.at("data");
    record.data_name = data.at("name").get<std::string>();
    record.data_checksum = data.at("checksum").get<std::string>();
    record.classes = data.at("classes").get<std::vector<std::string>>();
    record.has_truth = data.at("has_truth").get<bool>();
    if (json.contains("sf_scale")) record.sf_scale = json["sf_scale"].get<double>();
    record.splits = splits_from_json(json.at("splits"));
    if (json.contains("skipped_tasks"))
      record.skipped_tasks = json["skipped_tasks"].get<std::vector<std::string>>();
    return record;
  } catch (const Json::exception& error) {
    throw_error<DataError>("{}: damaged ({})", study_file().string(), error.what());
  }
}

}  // namespace sonosweep::sweep
