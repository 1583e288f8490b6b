#include "train/segmenter_file.h"

#include <fmt/ranges.h>
#include <torch/torch.h>

#include <array>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "nn/checkpoint.h"
#include "nn/python_weights.h"

namespace sonosweep::train {
namespace {

using Tensors = std::map<std::string, torch::Tensor>;

void require_one_channel(std::int64_t channels, const std::string& where) {
  if (channels != 1)
    throw_error<DataError>("{}: takes images of {} channels, the frames of a pack have 1 (grayscale)", where,
                           channels);
}

nn::StateDict read_own(const std::filesystem::path& path, SegmenterOptions& options) {
  auto checkpoint = nn::load_checkpoint(path);
  const auto json = nlohmann::json::parse(checkpoint.metadata);
  if (const auto model = json.value("model", ""); model != "fpn")
    throw_error<DataError>("{}: not the weights of a segmenter{}; give the best.pt of a segmentation run",
                           path.string(),
                           model.empty() ? "" : fmt::format(" but of another model ({})", model));
  options.fpn.encoder = json.at("encoder").get<std::string>();
  options.fpn.in_channels = json.at("in_channels").get<int>();
  options.fpn.classes = json.at("classes").get<int>();
  options.mean = json.at("mean").get<double>();
  options.sd = json.at("sd").get<double>();
  return std::move(checkpoint.tensors);
}

std::int64_t size_of(const Tensors& tensors, const std::string& key, std::int64_t dimension,
                     const std::string& where) {
  const auto found = tensors.find(key);
  if (found == tensors.end() || found->second.dim() <= dimension)
    throw_error<DataError>("{}: holds no tensor '{}' as an FPN of segmentation_models.pytorch has it", where,
                           key);
  return found->second.size(dimension);
}

std::string encoder_of(const Tensors& tensors, const std::string& where) {
  std::array<int, 4> blocks{};
  for (std::size_t layer = 0; layer < blocks.size(); ++layer)
    while (tensors.count(fmt::format("encoder.layer{}.{}.conv1.weight", layer + 1, blocks[layer])) != 0)
      ++blocks[layer];
  const bool bottleneck = tensors.count("encoder.layer1.0.conv3.weight") != 0;
  for (const char* name : {"resnet18", "resnet34", "resnet50"}) {
    const auto known = nn::ResNetOptions::named(name, 1);
    if (known.blocks == blocks && known.bottleneck == bottleneck) return name;
  }
  throw_error<DataError>(
      "{}: its encoder is none of resnet18, resnet34, resnet50 ({} blocks in its four layers{})", where,
      fmt::join(blocks, ", "), bottleneck ? ", bottlenecks" : "");
}

nn::StateDict read_python(const std::filesystem::path& path, SegmenterOptions& options) {
  auto state = nn::without_common_prefixes(nn::load_python_state_dict(path));
  const Tensors tensors(state.begin(), state.end());
  const std::string where = path.string();
  const auto size = [&](const char* key, std::int64_t dimension) {
    return static_cast<int>(size_of(tensors, key, dimension, where));
  };
  options.fpn.in_channels = size("encoder.conv1.weight", 1);
  options.fpn.encoder = encoder_of(tensors, where);
  options.fpn.pyramid_channels = size("decoder.p5.weight", 0);
  options.fpn.segmentation_channels = size("decoder.seg_blocks.0.block.0.block.0.weight", 0);
  options.fpn.classes = size("segmentation_head.0.weight", 0);
  return state;
}

}  // namespace

Segmenter load_segmenter(const std::filesystem::path& path, const SegmenterOptions& wanted) {
  if (!std::filesystem::exists(path)) throw_error<DataError>("{}: no such file", path.string());
  SegmenterOptions options;
  options.device = wanted.device;
  options.bf16 = wanted.bf16;
  options.channels_last = wanted.channels_last;
  const auto state = nn::is_own_checkpoint(path) ? read_own(path, options) : read_python(path, options);
  require_one_channel(options.fpn.in_channels, path.string());
  Segmenter segmenter(options);
  nn::load_state_dict(*segmenter.network(), state, path.string());
  segmenter.network()->eval();
  return segmenter;
}

}  // namespace sonosweep::train
