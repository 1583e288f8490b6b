#include "train/training_state.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "core/atomic_file.h"
#include "core/checkpoint_files.h"
#include "core/error.h"
#include "core/log.h"
#include "nn/checkpoint.h"
#include "train/json_number.h"

namespace sonosweep::train {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kModelPrefix = "model.";
constexpr const char* kOptimizerKey = "optimizer";

Json to_json(const EpochRecord& record) {
  Json row = {record.epoch, number_to_json(record.lr), number_to_json(record.train_loss),
              number_to_json(record.val_loss)};
  if (record.val_iou) row.push_back(number_to_json(record.val_iou));
  return row;
}

EpochRecord record_of(const Json& row) {
  EpochRecord record{row.at(0).get<int>(),
                     row.at(1).get<double>(),
                     row.at(2).get<double>(),
                     number_from_json(row.at(3)),
                     {}};
  if (row.size() > 4)
    record.val_iou = number_from_json(row.at(4)).value_or(std::numeric_limits<double>::quiet_NaN());
  return record;
}

// The optimiser as bytes in a tensor: its own archive format, the one way to it that all versions share.
torch::Tensor optimizer_bytes(const torch::optim::Optimizer& optimizer) {
  std::ostringstream stream;
  torch::serialize::OutputArchive archive;
  optimizer.save(archive);
  archive.save_to(stream);
  const std::string bytes = stream.str();
  auto tensor = torch::empty({static_cast<std::int64_t>(bytes.size())}, torch::kByte);
  std::copy(bytes.begin(), bytes.end(), tensor.data_ptr<std::uint8_t>());
  return tensor;
}

void restore_optimizer(torch::optim::Optimizer& optimizer, const torch::Tensor& bytes) {
  std::istringstream stream(std::string(reinterpret_cast<const char*>(bytes.data_ptr<std::uint8_t>()),
                                        static_cast<std::size_t>(bytes.numel())));
  torch::serialize::InputArchive archive;
  archive.load_from(stream);
  optimizer.load(archive);
}

TrainingProgress restore(const nn::Checkpoint& checkpoint, const std::filesystem::path& path,
                         const std::string& identity, torch::nn::Module& model,
                         torch::optim::Optimizer& optimizer) {
  const auto json = Json::parse(checkpoint.metadata);
  if (json.at("identity") != identity)
    throw_error<DataError>("{}: checkpoint of another run; remove the folder to train this one anew",
                           path.string());
  nn::StateDict weights;
  torch::Tensor optimizer_state;
  for (const auto& [key, tensor] : checkpoint.tensors) {
    if (key == kOptimizerKey) optimizer_state = tensor;
    if (key.rfind(kModelPrefix, 0) == 0)
      weights.emplace_back(key.substr(std::string(kModelPrefix).size()), tensor);
  }
  nn::load_state_dict(model, weights, path.string());
  if (optimizer_state.defined()) restore_optimizer(optimizer, optimizer_state);

  TrainingProgress progress;
  for (const auto& row : json.at("history")) progress.history.push_back(record_of(row));
  return progress;
}

std::optional<nn::Checkpoint> load_if_whole(const std::filesystem::path& path) {
  try {
    return nn::load_checkpoint(path);
  } catch (const DataError& error) {
    log_warning("{}", error.what());
    return std::nullopt;
  }
}

}  // namespace

void save_training(const std::filesystem::path& folder, const std::string& identity,
                   const torch::nn::Module& model, const torch::optim::Optimizer* optimizer,
                   const TrainingProgress& progress) {
  nn::Checkpoint checkpoint;
  for (const auto& [key, tensor] : nn::state_dict(model))
    checkpoint.tensors.emplace_back(kModelPrefix + key, tensor);
  if (optimizer != nullptr) checkpoint.tensors.emplace_back(kOptimizerKey, optimizer_bytes(*optimizer));
  Json json = {{"identity", identity}, {"history", Json::array()}};
  for (const auto& record : progress.history) json["history"].push_back(to_json(record));
  checkpoint.metadata = json.dump();
  const auto last = folder / kLastCheckpoint, previous = folder / kPreviousCheckpoint,
             fresh = folder / kNextCheckpoint;
  nn::save_checkpoint(fresh, checkpoint);
  if (std::filesystem::exists(last)) std::filesystem::rename(last, previous);
  std::filesystem::rename(fresh, last);
}

std::optional<TrainingProgress> resume_training(const std::filesystem::path& folder,
                                                const std::string& identity, torch::nn::Module& model,
                                                torch::optim::Optimizer& optimizer) {
  // The next one: the process ended between writing a checkpoint and naming it the last.
  bool damaged = false;
  for (const char* name : kCheckpointFiles) {
    const auto path = folder / name;
    if (!std::filesystem::exists(path)) continue;
    const auto checkpoint = load_if_whole(path);
    if (!checkpoint) {
      damaged = true;
      std::filesystem::remove(path);
      continue;
    }
    auto progress = restore(*checkpoint, path, identity, model, optimizer);
    if (damaged)
      log_warning("going on from {} instead, after epoch {}", path.string(), progress.epochs_done());
    return progress;
  }
  if (damaged)
    log_warning("{}: no usable checkpoint is left; training starts from its beginning", folder.string());
  return std::nullopt;
}

void write_history(const std::filesystem::path& path, const std::vector<EpochRecord>& history) {
  const bool has_iou = !history.empty() && history.front().val_iou.has_value();
  const auto cell = [](std::optional<double> value) {
    return value && std::isfinite(*value) ? fmt::format(",{}", *value) : std::string(",");
  };
  std::string text = fmt::format("epoch,lr,train_loss,val_loss{}\n", has_iou ? ",val_iou" : "");
  for (const auto& row : history)
    text += fmt::format("{},{},{}{}{}\n", row.epoch, row.lr, row.train_loss, cell(row.val_loss),
                        has_iou ? cell(row.val_iou) : "");
  write_file_atomically(path, text);
}

}  // namespace sonosweep::train
