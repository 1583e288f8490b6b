// The RESULTS folder of one study: where things lie in it.
#pragma once

#include <filesystem>
#include <string>

#include "core/checkpoint_files.h"

namespace sonosweep::farm {

class ResultsFolder {
 public:
  explicit ResultsFolder(std::filesystem::path root) : root_(std::move(root)) {}

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
  std::filesystem::path best_file(const std::string& run_id) const { return run(run_id) / kBestWeightsFile; }
  std::filesystem::path masks_file(const std::string& run_id) const { return run(run_id) / "masks.h5"; }
  std::filesystem::path predictions_file(const std::string& run_id) const {
    return run(run_id) / "predictions.csv";
  }
  std::filesystem::path log_file(const std::string& run_id) const { return run(run_id) / "log.txt"; }

 private:
  std::filesystem::path root_;
};

}  // namespace sonosweep::farm
