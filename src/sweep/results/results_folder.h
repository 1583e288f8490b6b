// The RESULTS folder of one study: what it belongs to, and where things lie in it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sweep/study/run_spec.h"
#include "sweep/study/split.h"
#include "sweep/study/study.h"

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
  std::vector<Split> splits;               // one; [o] = rotation o where outer_test = rotate
  std::vector<std::string> skipped_tasks;  // one line each: "sf_ratio: the data has no S/F ratios"

  // Of a run: rotation -1 = the fixed one.
  const Split& split(int rotation = -1) const {
    return splits.at(rotation < 0 ? 0 : static_cast<std::size_t>(rotation));
  }
};

// JSON pointers into `study` of keys that do not decide numbers: a study may go on with another value.
const std::vector<std::string>& free_study_keys();

class ResultsFolder {
 public:
  explicit ResultsFolder(std::filesystem::path root) : root_(std::move(root)) {}

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

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path study_file() const { return root_ / "study.json"; }
  std::filesystem::path lock_file() const { return root_ / ".lock"; }
  std::filesystem::path join_folder() const { return root_ / "join"; }
  std::filesystem::path journal_file() const { return root_ / "journal"; }
  std::filesystem::path tables() const { return root_ / "tables"; }
  std::filesystem::path run(const std::string& run_id) const { return root_ / "runs" / run_id; }
  // Of all attempts at a run, and of one (attempt_folder.h).
  std::filesystem::path attempts(const std::string& run_id) const { return root_ / "attempts" / run_id; }
  std::filesystem::path attempt(const std::string& run_id, int number) const {
    return attempts(run_id) / std::to_string(number);
  }
  std::filesystem::path result_file(const std::string& run_id) const { return run(run_id) / "result.json"; }
  std::filesystem::path best_file(const std::string& run_id) const { return run(run_id) / "best.pt"; }
  std::filesystem::path masks_file(const std::string& run_id) const { return run(run_id) / "masks.h5"; }
  std::filesystem::path predictions_file(const std::string& run_id) const {
    return run(run_id) / "predictions.csv";
  }
  std::filesystem::path log_file(const std::string& run_id) const { return run(run_id) / "log.txt"; }

 private:
  std::filesystem::path root_;
};

}  // namespace sonosweep::sweep
