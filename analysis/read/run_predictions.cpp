#include "analysis/read/run_predictions.h"

#include "core/error.h"

namespace sonosweep::analysis {

std::filesystem::path existing_predictions(const farm::ResultsFolder& folder, const std::string& run_id) {
  auto path = folder.predictions_file(run_id);
  if (!std::filesystem::exists(path)) throw DataError("no predictions.csv");
  return path;
}

std::string without_folder(std::string message, const farm::ResultsFolder& folder) {
  const auto root = folder.root().string() + "/";
  if (const auto at = message.find(root); at != std::string::npos) message.erase(at, root.size());
  return message;
}

}  // namespace sonosweep::analysis
