// Whether the network of a clinical run is constant: as its result.json says, or, where an older version
// wrote that, as the test samples of its predictions.csv show.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "analysis/read/run_predictions.h"
#include "study/run_spec.h"
#include "tasks/prediction_spread.h"

namespace sonosweep::analysis {

struct RunSpread {
  // kTestRows: of the test samples alone, nothing is known of validation. kUnknown: no clinical run, or
  // nothing tells.
  enum class Source : std::uint8_t { kUnknown, kResult, kTestRows };
  Source source = Source::kUnknown;
  bool constant = false, one_class = false, constant_on_validation = false;
  // SD ratio or probability range (tasks/prediction_spread.h); NaN: not defined.
  double value = std::numeric_limits<double>::quiet_NaN();

  bool is_known() const { return source != Source::kUnknown; }
};

// "sd_ratio" or "probability_range".
const char* spread_name(study::RunKind task);

// `said`: "predictions" of the result.json, null if there are none; `digest`: of predictions.csv as it says,
// a file that may be missing or damaged. Throws ChangedFile where the file is needed and is another one.
RunSpread run_spread(const farm::ResultsFolder& folder, const study::RunSpec& run,
                     const nlohmann::ordered_json& said, const std::string& digest);

// Of the rows of predictions.csv.
tasks::PredictionSpread test_spread(const Predictions& rows);

}  // namespace sonosweep::analysis
