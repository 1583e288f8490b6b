// Where a run's predictions are, whether they are still what the run wrote, and how what is wrong with them
// is told.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "core/error.h"
#include "farm/results/results_folder.h"
#include "study/run_spec.h"
#include "tasks/predictions.h"

namespace sonosweep::analysis {

// Its bytes are no longer those that the run ended with. Nothing may be computed from such a file, so this is
// never a note under a table.
class ChangedFile : public DataError {
 public:
  using DataError::DataError;
};

// Its predictions.csv, the one way to it for whoever reads it. `digest`: SHA-256 of it as result.json says
// (RunOutcome::predictions_digest); "" = of 0.1.0 or older, and taken as it is. Throws DataError if there is
// none or the run was made anew meanwhile, ChangedFile naming the file and the cure.
std::filesystem::path checked_predictions(const farm::ResultsFolder& folder, const std::string& run_id,
                                          const std::string& digest);

// Of one run; which of the three is the task's.
using Predictions =
    std::variant<std::vector<tasks::SfChangePrediction>, std::vector<tasks::SfRatioPrediction>,
                 std::vector<tasks::ReadmissionPrediction>>;
// Throws as tasks::read_*_predictions(). `task` is a clinical one.
Predictions read_predictions(study::RunKind task, const std::filesystem::path& path);

// What result.json (its details) says of predictions.csv under "files"; "" if it says nothing.
std::string stated_digest(const nlohmann::ordered_json& details);

// A message without the results' folder: the same results give the same tables, wherever they lie.
std::string without_folder(std::string message, const farm::ResultsFolder& folder);

}  // namespace sonosweep::analysis
