// The RESULTS folder as a study's: study.json says what it belongs to.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "farm/results/results_folder.h"
#include "study/run_spec.h"
#include "study/split.h"
#include "study/study.h"

namespace sonosweep::sweep {

// study.json in memory.
struct StudyRecord {
  nlohmann::ordered_json study;  // study_to_json()
  std::string data_name, data_checksum;
  std::vector<std::string> classes;
  bool has_truth = false;
  // What S/F ratios were divided by when the data was packed; 0 = not one number for all. Nothing: the data
  // has no S/F ratios, or study.json is of before this was recorded.
  std::optional<double> sf_scale;
  std::vector<study::Split> splits;        // one; [o] = rotation o where outer_test = rotate
  std::vector<std::string> skipped_tasks;  // one line each: "sf_ratio: the data has no S/F ratios"

  // Of a run: rotation -1 = the fixed one.
  const study::Split& split(int rotation = -1) const {
    return splits.at(rotation < 0 ? 0 : static_cast<std::size_t>(rotation));
  }
};

// JSON pointers into `study` of keys that do not decide numbers: a study may go on with another value.
const std::vector<std::string>& free_study_keys();

// SHA-256 of what decides numbers in a study: "study" of study.json without the free keys. The order of keys
// does not matter.
std::string study_digest(const nlohmann::ordered_json& study);

class StudyFolder : public farm::ResultsFolder {
 public:
  using farm::ResultsFolder::ResultsFolder;

  // Throws UsageError if this is a file, lies in one, or holds what another program wrote under the names
  // that a study writes to. Called before anything is written.
  void refuse_foreign() const;
  // Creates the folder and study.json, or compares with the one that is there: what decides numbers must be
  // equal. Throws as refuse_foreign(), UsageError naming the first difference, Error if the folder cannot be
  // written, DataError if study.json is damaged.
  void open(const StudyRecord& record) const;
  // Only compares with study.json. Throws likewise.
  void check(const StudyRecord& record) const;

  // Reads study.json. Throws UsageError if there is none or it is another program's, DataError if it is
  // damaged.
  StudyRecord read_record() const;
};

}  // namespace sonosweep::sweep
