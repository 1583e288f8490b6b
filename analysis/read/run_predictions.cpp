#include "analysis/read/run_predictions.h"

#include "core/sha256.h"
#include "farm/results/run_result.h"

namespace sonosweep::analysis {

std::filesystem::path checked_predictions(const farm::ResultsFolder& folder, const std::string& run_id,
                                          const std::string& digest) {
  auto path = folder.predictions_file(run_id);
  if (!std::filesystem::exists(path)) throw DataError("no predictions.csv");
  if (digest.empty()) return path;
  const auto now = sha256_file(path);
  if (now == digest) return path;
  // The study may go on meanwhile: then result.json is gone or another one.
  const auto result = farm::find_run_result(folder.result_file(run_id));
  if (!result || stated_digest(result->details) != digest)
    throw DataError("the run was made anew meanwhile; call again");
  throw_error<ChangedFile>(
      "{}: is not what the run wrote (its SHA-256 is {:.8}.., result.json says {:.8}..), and no table is "
      "made "
      "from it; restore the file from a backup, or delete the result.json beside it and start the launcher "
      "again to repeat the run; --verify lists all such files",
      path.string(), now, digest);
}

Predictions read_predictions(study::RunKind task, const std::filesystem::path& path) {
  if (task == study::RunKind::kSfChange) return tasks::read_sf_change_predictions(path);
  if (task == study::RunKind::kSfRatio) return tasks::read_sf_ratio_predictions(path);
  return tasks::read_readmission_predictions(path);
}

std::string stated_digest(const nlohmann::ordered_json& details) {
  const nlohmann::ordered_json::json_pointer at("/files/predictions.csv");
  return details.contains(at) && details.at(at).is_string() ? details.at(at).get<std::string>()
                                                            : std::string();
}

std::string without_folder(std::string message, const farm::ResultsFolder& folder) {
  const auto root = folder.root().string() + "/";
  if (const auto at = message.find(root); at != std::string::npos) message.erase(at, root.size());
  return message;
}

}  // namespace sonosweep::analysis
