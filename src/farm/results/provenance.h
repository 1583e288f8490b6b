// What a result was made from, so that no result outlives its inputs: a finished run states the digest of
// what it made (details "output") and of what it read from other runs (details "inputs": {run id: digest}).
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "farm/results/results_folder.h"
#include "farm/results/run_result.h"

namespace sonosweep::farm {

void set_output(RunResult& result, const std::string& digest);
void add_input(RunResult& result, const std::string& run_id, const std::string& digest);
// "" if the result states none.
std::string output_of(const RunResult& result);

// The first input that is no longer what it was, as a reason: "made from another segmentation/t060 than the
// one that is there now"; "" if all are. Looks at the inputs' result.json only. Throws DataError if one of
// those is damaged.
std::string outdated_input(const RunResult& result, const ResultsFolder& folder);
// The same of the inputs alone, {run id: digest}, where the outputs are known otherwise: `output_now` gives
// that of a run that is done, nothing of another one, and may throw.
std::string outdated_input(const nlohmann::ordered_json& inputs,
                           const std::function<std::optional<std::string>(const std::string&)>& output_now);

}  // namespace sonosweep::farm
