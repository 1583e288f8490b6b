// Where a run's predictions are, and how what is wrong with them is told.
#pragma once

#include <filesystem>
#include <string>

#include "farm/results/results_folder.h"

namespace sonosweep::analysis {

// Its predictions.csv. Throws DataError if there is none.
std::filesystem::path existing_predictions(const farm::ResultsFolder& folder, const std::string& run_id);

// A message without the results' folder: the same results give the same tables, wherever they lie.
std::string without_folder(std::string message, const farm::ResultsFolder& folder);

}  // namespace sonosweep::analysis
