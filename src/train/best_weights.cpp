#include "train/best_weights.h"

#include <limits>

#include "core/error.h"
#include "nn/checkpoint.h"
#include "train/json_number.h"

namespace sonosweep::train {
namespace {

using Json = nlohmann::ordered_json;

nn::Checkpoint load_of_run(const std::filesystem::path& path, const std::string& identity) {
  if (!std::filesystem::exists(path)) throw_error<DataError>("{}: missing", path.string());
  auto checkpoint = nn::load_checkpoint(path);
  if (Json::parse(checkpoint.metadata).value("identity", "") != identity)
    throw_error<DataError>("{}: weights of another run; remove the folder to train this one anew",
                           path.string());
  return checkpoint;
}

BestInfo info_of(const nn::Checkpoint& checkpoint) {
  const auto json = Json::parse(checkpoint.metadata);
  BestInfo info;
  info.epoch = json.at("epoch").get<int>();
  info.val_loss = number_from_json(json.at("val_loss"));
  if (json.contains("val_iou"))
    info.val_iou = number_from_json(json["val_iou"]).value_or(std::numeric_limits<double>::quiet_NaN());
  if (json.contains("decides")) info.decides = number_from_json(json["decides"]);
  return info;
}

}  // namespace

void save_best(const std::filesystem::path& path, const std::string& identity, const Json& description,
               const nn::StateDict& weights, const BestInfo& info) {
  Json json = {{"identity", identity}};
  json.update(description);
  json["epoch"] = info.epoch;
  json["val_loss"] = number_to_json(info.val_loss);
  if (info.val_iou) json["val_iou"] = number_to_json(info.val_iou);
  if (info.decides) json["decides"] = number_to_json(info.decides);
  nn::save_checkpoint(path, {weights, json.dump()});
}

BestInfo read_best_info(const std::filesystem::path& path, const std::string& identity) {
  return info_of(load_of_run(path, identity));
}

BestInfo load_best(const std::filesystem::path& path, const std::string& identity,
                   torch::nn::Module& module) {
  const auto checkpoint = load_of_run(path, identity);
  nn::load_state_dict(module, checkpoint.tensors, path.string());
  return info_of(checkpoint);
}

}  // namespace sonosweep::train
