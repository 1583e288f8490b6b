// best.pt: the best epoch's weights, and in its metadata what is needed to use them.
#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "nn/state_dict.h"

namespace sonosweep::train {

// What a best.pt knows about its epoch.
struct BestInfo {
  int epoch = 0;                       // from 1; 0 = none
  std::optional<double> val_iou;       // nothing = this training has none; NaN = not defined
  std::optional<double> val_loss;      // nothing = there was nothing to validate on
  std::optional<double> decides = {};  // what chose it instead (epoch_loop.h), where it is another score
};

// `identity` says which run it is of. Throws Error (disk full).
void save_best(const std::filesystem::path& path, const std::string& identity,
               const nlohmann::ordered_json& description, const nn::StateDict& weights, const BestInfo& info);

// The metadata alone. Throws DataError: missing, damaged, another run's.
BestInfo read_best_info(const std::filesystem::path& path, const std::string& identity);

// The same, and the weights into `module`. Throws DataError also for another model's.
BestInfo load_best(const std::filesystem::path& path, const std::string& identity, torch::nn::Module& module);

}  // namespace sonosweep::train
