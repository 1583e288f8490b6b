// Statistics of the random initialisation (src/nn/MODELS.md 1.6, 2.3, 3.3).
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "nn/fpn.h"
#include "nn/memory_layout.h"
#include "nn/state_dict.h"
#include "nn/tsm.h"

namespace sonosweep::nn {
namespace {

std::map<std::string, torch::Tensor> fresh() {
  torch::manual_seed(3);
  FpnOptions options;
  options.encoder = "resnet18";
  std::map<std::string, torch::Tensor> out;
  for (auto& [key, tensor] : state_dict(*Fpn(options))) out[key] = tensor.detach();
  return out;
}

TEST(Init, encoder_is_normal_by_fan_out) {
  // 512 x 512 x 3 x 3: sd = sqrt(2 / (512 * 9)) = 0.020833; its estimate from 2.4 M values is within 0.1 %.
  const auto w = fresh().at("encoder.layer4.1.conv2.weight");
  EXPECT_NEAR(w.std().item<double>(), std::sqrt(2.0 / (512 * 9)), 5e-5);
  EXPECT_GT(w.abs().max().item<double>(), 0.08);  // four sd: not uniform
}

TEST(Init, stem_keeps_the_default_of_a_convolution) {
  const auto w = fresh().at("encoder.conv1.weight");  // fan_in = 49: U(+-1/7)
  EXPECT_LE(w.abs().max().item<double>(), 1.0 / 7);
  EXPECT_GT(w.abs().max().item<double>(), 0.99 / 7);
}

TEST(Init, decoder_is_uniform_by_fan_in_with_zero_biases) {
  const auto state = fresh();
  const auto& w = state.at("decoder.seg_blocks.0.block.0.block.0.weight");  // fan_in = 256 * 9
  const double bound = std::sqrt(6.0 / (256 * 9));
  EXPECT_LE(w.abs().max().item<double>(), bound);
  EXPECT_NEAR(w.std().item<double>(), bound / std::sqrt(3.0), 1e-4);
  EXPECT_EQ(state.at("decoder.p5.bias").abs().max().item<double>(), 0);
}

TEST(Init, head_is_uniform_by_both_fans) {
  const auto state = fresh();
  const double bound = std::sqrt(6.0 / (128 + 6));
  const auto largest = state.at("segmentation_head.0.weight").abs().max().item<double>();
  EXPECT_LE(largest, bound);
  EXPECT_GT(largest, 0.98 * bound);
  EXPECT_EQ(state.at("segmentation_head.0.bias").abs().max().item<double>(), 0);
}

TEST(Init, norms_are_identity) {
  const auto state = fresh();
  for (const char* key : {"encoder.bn1", "encoder.layer2.0.bn2", "decoder.seg_blocks.1.block.1.block.1"}) {
    EXPECT_TRUE(state.at(std::string(key) + ".weight").eq(1).all().item<bool>()) << key;
    EXPECT_TRUE(state.at(std::string(key) + ".bias").eq(0).all().item<bool>()) << key;
  }
}

TEST(Init, tsm_is_normal_by_fan_out_with_a_small_classifier) {
  torch::manual_seed(3);
  TsmOptions options;
  options.outputs = 50;
  std::map<std::string, torch::Tensor> state;
  for (const auto& [key, tensor] : state_dict(*Tsm(options))) state[key] = tensor.detach();
  const auto sd = [&](const std::string& key) { return state.at(key).std().item<double>(); };
  // sqrt(2 / (k * k * out)); the estimate from n values is off by sd / sqrt(2 n): 0.1 %, 0.8 %, 1.6 %, 0.3 %.
  EXPECT_NEAR(sd("base_model.features.18.0.weight") / std::sqrt(2.0 / 1280), 1, 0.005);
  EXPECT_NEAR(sd("base_model.features.16.conv.3.weight") / std::sqrt(2.0 / (9 * 960)), 1, 0.04);  // depthwise
  EXPECT_NEAR(sd("base_model.features.0.0.weight") / std::sqrt(2.0 / (9 * 32)), 1, 0.08);
  EXPECT_NEAR(sd("base_model.features.3.conv.0.net.weight") / std::sqrt(2.0 / 144), 1, 0.06);
  EXPECT_NEAR(sd("new_fc.weight") / 0.001, 1, 0.015);
  EXPECT_TRUE(state.at("new_fc.bias").eq(0).all().item<bool>());
  EXPECT_TRUE(state.at("base_model.features.5.conv.4.weight").eq(1).all().item<bool>());
  EXPECT_TRUE(state.at("base_model.features.5.conv.4.bias").eq(0).all().item<bool>());
}

TEST(Init, dropout_drops_whole_channels_in_training_only) {
  FpnOptions options;
  options.encoder = "resnet18";
  options.dropout = 0.5;
  FpnDecoder decoder(options, ResNetOptions::named("resnet18", 1).channels());
  std::vector<torch::Tensor> features;
  for (int k = 0; k < 4; ++k) features.push_back(torch::rand({1, 64 << k, 16 >> k, 16 >> k}));
  torch::NoGradGuard no_grad;
  decoder->train();
  const auto dead = decoder->forward(features).abs().sum({2, 3}).eq(0).sum().item<std::int64_t>();
  EXPECT_GT(dead, 128 / 4);  // 64 of 128 expected, sd 5.7
  EXPECT_LT(dead, 128 * 3 / 4);
  decoder->eval();
  EXPECT_TRUE(torch::equal(decoder->forward(features), decoder->forward(features)));
}

TEST(MemoryLayout, channels_last_changes_no_value) {
  torch::manual_seed(1);
  FpnOptions options;
  options.encoder = "resnet18";
  Fpn model(options);
  model->eval();
  torch::NoGradGuard no_grad;
  const auto x = torch::rand({1, 1, 32, 32});
  const auto before = model->forward(x);
  use_channels_last(*model);
  EXPECT_TRUE(model->encoder->stem_weight().is_contiguous(torch::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(
      torch::allclose(model->forward(x.contiguous(torch::MemoryFormat::ChannelsLast)), before, 1e-4, 1e-5));
}

}  // namespace
}  // namespace sonosweep::nn
