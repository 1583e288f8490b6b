#include "train/video_model.h"

#include <torch/torch.h>

#include "core/error.h"
#include "nn/checkpoint.h"
#include "nn/init.h"
#include "nn/memory_layout.h"
#include "nn/torch_version.h"

namespace sonosweep::train {
namespace {

constexpr int kFeatures = nn::TsmImpl::kFeatures;
constexpr int kStrides = 32;  // of the network's last feature map
constexpr const char* kTsmPrefix = "tsm.";

int outputs_of(VideoTask task) {
  return task == VideoTask::kSfChange ? 3 : task == VideoTask::kSfRatio ? 1 : 2;
}

torch::nn::Sequential make_head(VideoTask task, double dropout) {
  torch::nn::Sequential head{torch::nn::Dropout(dropout)};
  if (task == VideoTask::kSfRatio) {
    head->push_back(torch::nn::Linear(kFeatures, 256));
    head->push_back(torch::nn::ReLU());
    head->push_back(torch::nn::Linear(256, 64));
    head->push_back(torch::nn::ReLU());
    head->push_back(torch::nn::Linear(64, outputs_of(task)));
  } else {
    torch::nn::Linear layer(kFeatures, outputs_of(task));
    nn::init_video_classifier(*layer);
    head->push_back(layer);
  }
  return head;
}

const char* shift_name(nn::ShiftKind shift) {
  switch (shift) {
    case nn::ShiftKind::kOff:
      return "off";
    case nn::ShiftKind::kBidirectional:
      return "bidirectional";
    case nn::ShiftKind::kUnidirectional:
      return "unidirectional";
  }
  throw Error("unknown shift");
}

// Values that each batch normalisation of the last feature map averages over. Wrong usage, not a failure: the
// same study comes to the same batch however often it is tried.
void check_batch_statistics(const torch::Tensor& clips) {
  const auto last = [](std::int64_t size) { return (size + kStrides - 1) / kStrides; };
  if (clips.size(0) * clips.size(1) * last(clips.size(3)) * last(clips.size(4)) > 1) return;
  throw_error<UsageError>(
      "a training batch of one clip of one frame of {} x {} pixels: batch normalisation would see a single "
      "value; use larger batches, more frames a clip, or larger images",
      clips.size(3), clips.size(4));
}

}  // namespace

const char* video_task_name(VideoTask task) {
  switch (task) {
    case VideoTask::kSfChange:
      return "sf_change";
    case VideoTask::kSfRatio:
      return "sf_ratio";
    case VideoTask::kReadmission:
      return "readmission";
  }
  throw Error("unknown video task");
}

VideoModelImpl::VideoModelImpl(VideoTask task, const VideoModelOptions& options)
    : task_(task), options_(options) {
  options_.tsm.outputs = 0;
  tsm = register_module("tsm", nn::Tsm(options_.tsm));
  head_ = register_module("head", make_head(task, options_.tsm.dropout));
  to(options_.device);
  if (options_.channels_last) nn::use_channels_last(*tsm);
}

torch::Tensor VideoModelImpl::features(const torch::Tensor& clips) {
  if (is_training()) check_batch_statistics(clips);
  clips_passed_ += clips.size(0);
  auto x = clips.to(options_.device);
  if (options_.channels_last)
    x = x.flatten(0, 1).contiguous(torch::MemoryFormat::ChannelsLast).view(clips.sizes());
  const nn::Bf16Autocast autocast(options_.bf16 && options_.device.is_cuda());
  const auto features = tsm->clip_features(x);
  return features.scalar_type() == torch::kBFloat16 ? features.to(torch::kFloat) : features;
}

void VideoModelImpl::start_outputs_at(double value) {
  const torch::NoGradGuard no_grad;
  head_->ptr(head_->size() - 1)->as<torch::nn::Linear>()->bias.fill_(value);
}

nlohmann::ordered_json VideoModelImpl::description() const {
  return {{"model", "tsm"},
          {"task", video_task_name(task_)},
          {"in_channels", options_.tsm.in_channels},
          {"frames", options_.tsm.frames},
          {"shift", shift_name(options_.tsm.shift)},
          {"shift_div", options_.tsm.shift_div},
          {"dropout", options_.tsm.dropout},
          {"outputs", outputs_of(task_)}};
}

void start_from_weights(VideoModel& model, const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) throw_error<DataError>("{}: missing", path.string());
  const auto checkpoint = nn::load_checkpoint(path);
  const auto there = nlohmann::json::parse(checkpoint.metadata),
             wanted = nlohmann::json(model->description());
  for (const char* key : {"model", "in_channels", "shift", "shift_div"})
    if (there.value(key, nlohmann::json()) != wanted.at(key))
      throw_error<DataError>("{}: weights of a network with {} = {}, expected {}", path.string(), key,
                             there.value(key, nlohmann::json()).dump(), wanted.at(key).dump());
  nn::StateDict weights;
  for (const auto& [key, tensor] : checkpoint.tensors)
    if (key.rfind(kTsmPrefix, 0) == 0)
      weights.emplace_back(key.substr(std::string(kTsmPrefix).size()), tensor);
  nn::load_state_dict(*model->tsm, weights, path.string());
}

}  // namespace sonosweep::train
