#include "analysis/verify/verify_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <optional>
#include <utility>

#include "analysis/read/metric_range.h"
#include "analysis/read/one_study.h"
#include "analysis/read/run_spread.h"
#include "analysis/verify/prediction_faults.h"
#include "analysis/verify/predictor_faults.h"
#include "analysis/verify/segmenter_faults.h"
#include "analysis/verify/spread_faults.h"
#include "analysis/verify/stated_value.h"
#include "analysis/verify/study_faults.h"
#include "core/checkpoint_files.h"
#include "core/sha256.h"
#include "farm/results/circumstances.h"
#include "farm/results/done_run.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "study/grid.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "tasks/spread_json.h"

namespace sonosweep::analysis {
namespace {

using Json = nlohmann::ordered_json;

// The text at a JSON pointer; "" if there is none.
std::string text_at(const Json& json, const char* pointer) {
  const Json::json_pointer where(pointer);
  return json.contains(where) && json.at(where).is_string() ? json.at(where).get<std::string>()
                                                            : std::string();
}

// Enough of a digest to tell two apart.
std::string shortened(const std::string& digest) {
  return digest.size() <= 10 ? digest : digest.substr(0, 8) + "..";
}

std::string binary_text(const Json& details) {
  const auto digest = text_at(details, "/program/binary");
  auto describe = text_at(details, "/program/git_describe");
  if (describe.empty()) describe = text_at(details, "/versions/git_describe");
  if (describe.empty()) describe = "of an unknown version";
  return digest.empty() ? describe + ", not recorded" : describe + ", " + shortened(digest);
}

std::string libtorch_text(const Json& details) {
  const auto version = text_at(details, "/versions/libtorch");
  return version.empty() ? "not recorded" : version;
}

// What most results say; of equally many the first.
template <typename Text>
std::string most_common(const std::map<std::string, farm::RunResult>& results, const StudyResults& study,
                        Text text) {
  std::map<std::string, std::size_t> counts;
  std::string best;
  for (const auto& [id, result] : results) ++counts[text(result.details)];
  for (const auto& run : study.runs()) {
    const auto found = results.find(run.spec.id());
    if (found == results.end()) continue;
    const auto value = text(found->second.details);
    if (best.empty() || counts[value] > counts[best]) best = value;
  }
  return best;
}

class Verifier {
 public:
  Verifier(const StudyResults& results, const sweep::StudyFolder& folder)
      : results_(results), folder_(folder), study_digest_(sweep::study_digest(results.record().study)) {}

  Verification verify() {
    read();
    const auto binary = most_common(done_, results_, binary_text);
    const auto libtorch = most_common(done_, results_, libtorch_text);
    for (const auto& [id, result] : done_) {
      check_study_and_data(id, result.details);
      if (const auto text = binary_text(result.details); text != binary)
        add(id, fmt::format("made by another binary ({}) than most results ({})", text, binary));
      if (const auto text = libtorch_text(result.details); text != libtorch)
        add(id, fmt::format("made with another LibTorch ({}) than most results ({})", text, libtorch));
      check_inputs(id, result);
      check_files(id, result);
      check_ranges(id, result, check_predictions(id, result));
      if (spec_.at(id).kind == study::RunKind::kSegmentation)
        add_all(id, segmenter_faults(result, results_.record(), test_patients(id)));
    }
    for (const auto& [id, faults] : predictor_faults(done_, spec_)) add_all(id, faults);
    found_.study = study_faults(results_.record(), results_.study(), ratios_);
    inherit();
    return std::move(found_);
  }

 private:
  void add(const std::string& id, std::string what, bool of_result = true, bool spreads = true) {
    found_.own[id].push_back({id, std::move(what), of_result, spreads});
  }

  void add_all(const std::string& id, const std::vector<std::string>& faults) {
    for (const auto& fault : faults) add(id, fault, true, false);
  }

  // Damaged are results too whose metrics cannot be: those are named one by one.
  bool is_readable(const std::string& id) const {
    try {
      const auto result = farm::find_run_result(folder_.result_file(id));
      return result && result->done && result->run_id == id;
    } catch (const std::exception&) {
      return false;
    }
  }

  const std::vector<std::string>& test_patients(const std::string& id) const {
    const int rotation = spec_.at(id).rotation;
    const auto& splits = results_.record().splits;
    static const std::vector<std::string> kNobody;
    return rotation < static_cast<int>(splits.size()) ? results_.record().split(rotation).test : kNobody;
  }

  void read() {
    auto needed = results_.study();
    needed.keep_weights = "needed";
    for (const auto& run : results_.runs()) {
      const auto id = run.spec.id();
      if (run.state == RunState::kMissing) continue;
      ++found_.results;
      if (run.state == RunState::kDamaged && !is_readable(id)) {
        add(id, fmt::format("damaged: {}", run.reason));
      } else if (run.state == RunState::kFailed) {
        add(id, fmt::format("failed: {}", run.reason));
      } else if (auto result = farm::find_run_result(folder_.result_file(id))) {  // or it went away just now
        done_.emplace(id, std::move(*result));
        spec_[id] = run.spec;
        is_read_[id] = study::keeps_weights(needed, run.spec);
      }
    }
  }

  void check_study_and_data(const std::string& id, const Json& details) {
    const auto& record = results_.record();
    const auto data = text_at(details, "/data/checksum");
    if (data != record.data_checksum)
      add(id, data.empty() ? "does not say of which data set it is"
                           : fmt::format("of another data set ({} {} there, {} {} in study.json)",
                                         text_at(details, "/data/name"), shortened(data), record.data_name,
                                         shortened(record.data_checksum)));
    auto digest = text_at(details, "/study");
    const auto config = details.find("config");
    const bool has_config = config != details.end() && config->is_object();
    if (digest.empty() && has_config) digest = sweep::study_digest(*config);
    if (digest.empty()) return add(id, "does not say of which study it is");
    // What it says of its settings must be what it was made with.
    const bool true_to_config = !has_config || sweep::study_digest(*config) == digest;
    if (digest == study_digest_ && true_to_config) return;
    add(id, fmt::format("of another study ({})",
                        has_config ? study_difference(*config, record.study) : shortened(digest)));
  }

  void check_inputs(const std::string& id, const farm::RunResult& result) {
    std::string fault;
    try {
      fault = farm::outdated_input(result, folder_);
    } catch (const std::exception& error) {
      fault = fmt::format("what it was made from cannot be read: {}", error.what());
    }
    if (!fault.empty()) add(id, fault, false);
  }

  void check_files(const std::string& id, const farm::RunResult& result) {
    const bool is_cache = spec_.at(id).kind == study::RunKind::kCache;
    const char* const output_file = is_cache ? "masks.h5" : kBestWeightsFile;
    std::map<std::string, std::string> recorded;  // "" = only that it is there
    const auto output = farm::output_of(result);
    // A cache's output is the digest of its masks, not of the file.
    if (!output.empty()) recorded[output_file] = is_cache ? "" : output;
    if (const auto files = result.details.find("files"); files != result.details.end() && files->is_object())
      for (const auto& [name, digest] : files->items()) {
        auto& there = recorded[name];
        const auto text = digest.is_string() ? digest.get<std::string>() : "no digest";
        if (!there.empty() && there != text)
          add(id, fmt::format("result.json has two digests of {}", name), true, true);
        there = text;
      }
    std::error_code ignored;
    // What the study reads is never dropped, whatever a result says.
    const bool may_be_dropped = farm::were_weights_dropped(result) && !is_read_.at(id) &&
                                !std::filesystem::exists(folder_.best_file(id), ignored);
    for (const auto& [name, digest] : recorded)
      if (may_be_dropped && name == kBestWeightsFile)
        ++found_.dropped;
      else
        check_file(id, name, digest, name == output_file);
  }

  void check_file(const std::string& id, const std::string& name, const std::string& digest, bool spreads) {
    const auto path = folder_.run(id) / name;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return add(id, name + ": missing", false, spreads);
    ++found_.files;
    if (digest.empty()) return;
    try {
      if (sonosweep::sha256_file(path) != digest)
        add(id, name + ": not the bytes it ended with", false, spreads);
    } catch (const std::exception& error) {
      add(id, fmt::format("{}: {}", name, error.what()), false, spreads);
    }
  }

  // `computed`: the test metrics were held against the predictions, which says more.
  void check_ranges(const std::string& id, const farm::RunResult& result, bool computed) {
    for (const auto& [name, value] : result.metrics) {
      const bool is_test = name.rfind("val_", 0) != 0 && name.rfind("baseline_", 0) != 0;
      if (const auto why = impossible_value(name, value); !why.empty() && !(computed && is_test))
        add(id, fmt::format("{} is {} in result.json, and {}", name, value_text(value), why), true, false);
    }
  }

  // Whether there are predictions that could be read.
  bool check_predictions(const std::string& id, const farm::RunResult& result) {
    if (!study::is_clinical(spec_.at(id).kind) || sweep::had_nothing_to_learn(result)) return false;
    const auto digest = stated_digest(result.details);
    if (result.details.contains("files") && digest.empty())
      add(id, "result.json has no digest of predictions.csv among its files", true, false);
    Predictions rows;
    try {
      rows = read_predictions(spec_.at(id).kind, checked_predictions(folder_, id, digest));
    } catch (const ChangedFile&) {
      return false;  // named among the files
    } catch (const std::exception& error) {
      const bool is_named = !digest.empty() && !std::filesystem::exists(folder_.predictions_file(id));
      if (!is_named)
        add(id, fmt::format("its metrics cannot be checked: {}", without_folder(error.what(), folder_)),
            false, false);
      return false;
    }
    if (const auto* ratios = std::get_if<std::vector<tasks::SfRatioPrediction>>(&rows))
      for (const auto& row : *ratios) ratios_.add(row.target);
    add_all(id, prediction_faults(result, rows, test_patients(id)));
    check_spread(id, result, test_spread(rows));
    return true;
  }

  // What it says of its network must follow from its own numbers, and from the rows that are stored.
  void check_spread(const std::string& id, const farm::RunResult& result,
                    const tasks::PredictionSpread& test) {
    const auto kind = spec_.at(id).kind;
    const auto found = result.details.find(sweep::kPredictions);
    if (found == result.details.end()) return;  // of an older version
    const auto said = tasks::spread_from_json(*found, spread_name(kind));
    if (!said) return add(id, "its \"predictions\" in result.json are damaged", true, false);
    if (const auto fault = spread_fault(*said, test, kind); !fault.empty()) add(id, fault, true, false);
  }

  // Runs stand behind what they need.
  void inherit() {
    for (const auto& run : results_.runs()) {
      const auto id = run.spec.id();
      if (run.state == RunState::kMissing) continue;
      std::vector<Difference> all;
      const auto take = [&](const std::vector<Difference>& differences) {
        for (const auto& difference : differences)
          if (difference.spreads && std::none_of(all.begin(), all.end(), [&](const Difference& there) {
                return there.run == difference.run && there.what == difference.what;
              }))
            all.push_back(difference);
      };
      for (const auto& need : study::needs_of(results_.study(), run.spec)) {
        if (const auto own = found_.own.find(need); own != found_.own.end()) take(own->second);
        if (const auto more = found_.inherited.find(need); more != found_.inherited.end()) take(more->second);
      }
      if (!all.empty()) found_.inherited[id] = std::move(all);
    }
  }

  const StudyResults& results_;
  const sweep::StudyFolder& folder_;
  const std::string study_digest_;
  std::map<std::string, farm::RunResult> done_;
  std::map<std::string, study::RunSpec> spec_;
  std::map<std::string, bool> is_read_;  // its weights, by another run
  SeenRatios ratios_;
  Verification found_;
};

}  // namespace

Verification verify_results(const StudyResults& results, const sweep::StudyFolder& folder) {
  return Verifier(results, folder).verify();
}

}  // namespace sonosweep::analysis
