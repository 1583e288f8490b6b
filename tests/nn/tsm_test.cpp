#include "nn/tsm.h"

#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "nn/formula_weights.h"
#include "nn/memory_layout.h"
#include "nn/state_dict.h"

namespace sonosweep::nn {
namespace {

Tsm small_model(ShiftKind shift, int frames, int outputs = 2) {
  TsmOptions options;
  options.in_channels = 2;
  options.frames = frames;
  options.shift = shift;
  options.outputs = outputs;
  Tsm model(options);
  model->to(torch::kDouble);
  testing::fill_by_formula(*model);
  model->eval();
  return model;
}

torch::Tensor clips(int count, int frames) {
  return testing::formula_input({count, frames, 2, 32, 32});
}

bool close(const torch::Tensor& a, const torch::Tensor& b) {
  return torch::allclose(a, b, 1e-10, 1e-12);
}

TEST(Tsm, clip_features_are_the_mean_and_give_the_logits) {
  torch::NoGradGuard no_grad;
  auto model = small_model(ShiftKind::kBidirectional, 3);
  const auto x = clips(2, 3);
  const auto frames = model->frame_features(x);
  ASSERT_EQ(frames.sizes(), (std::vector<std::int64_t>{6, 1280}));
  const auto features = model->clip_features(x);
  EXPECT_TRUE(close(features[0], (frames[0] + frames[1] + frames[2]) / 3));
  EXPECT_TRUE(close(features[1], (frames[3] + frames[4] + frames[5]) / 3));
  // The classifier is linear: the mean may come first.
  std::map<std::string, torch::Tensor> state;
  for (const auto& [key, tensor] : state_dict(*model)) state[key] = tensor;
  const auto logits = features.matmul(state.at("new_fc.weight").t()) + state.at("new_fc.bias");
  EXPECT_TRUE(close(model->forward(x), logits));
}

TEST(Tsm, order_of_frames_matters_only_with_a_shift) {
  torch::NoGradGuard no_grad;
  const auto x = clips(1, 4);
  const auto permuted = x.index_select(1, torch::tensor({2, 0, 3, 1}));
  auto off = small_model(ShiftKind::kOff, 4);
  EXPECT_TRUE(close(off->forward(x), off->forward(permuted)));
  for (const auto kind : {ShiftKind::kBidirectional, ShiftKind::kUnidirectional}) {
    auto model = small_model(kind, 4);
    EXPECT_GT((model->forward(x) - model->forward(permuted)).abs().max().item<double>(), 1e-3);
  }
}

TEST(Tsm, clips_of_a_batch_are_independent) {
  torch::NoGradGuard no_grad;
  auto model = small_model(ShiftKind::kBidirectional, 3);
  const auto x = clips(3, 3);
  const auto all = model->forward(x);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(close(all[i], model->forward(x.slice(0, i, i + 1))[0])) << i;
}

// The unidirectional network frame by frame, written anew from the keys: each shifted block keeps an eighth
// of its previous input (src/nn/MODELS.md 3.8).
class Online {
 public:
  explicit Online(const Tsm& model) {
    for (const auto& [key, tensor] : state_dict(*model)) state_[key] = tensor;
  }

  // frame: [1,C,H,W] -> logits [K].
  torch::Tensor step(torch::Tensor x) {
    x = unit(x, "0.0", "0.1", 2, 1, true);
    for (int i = 1; i <= 17; ++i) x = block(x, i);
    x = unit(x, "18.0", "18.1", 1, 1, true);
    return x.mean({2, 3}).matmul(state_.at("new_fc.weight").t())[0] + state_.at("new_fc.bias");
  }

 private:
  torch::Tensor unit(const torch::Tensor& x, const std::string& conv, const std::string& bn, int stride,
                     int groups, bool relu) {
    const auto weight = get(conv + ".weight");
    auto y = torch::conv2d(x, weight, {}, stride, weight.size(2) / 2, 1, groups);
    y = torch::batch_norm(y, get(bn + ".weight"), get(bn + ".bias"), get(bn + ".running_mean"),
                          get(bn + ".running_var"), false, 0, 1e-5, false);
    return relu ? y.clamp(0, 6) : y;
  }

  torch::Tensor block(const torch::Tensor& x, int i) {
    const std::string conv = std::to_string(i) + ".conv.";
    const int stride = i == 2 || i == 4 || i == 7 || i == 14 ? 2 : 1;
    const auto channels = [](const torch::Tensor& t) { return static_cast<int>(t.size(1)); };
    if (i == 1) {
      const auto y = unit(x, conv + "0", conv + "1", 1, channels(x), true);
      return unit(y, conv + "3", conv + "4", 1, 1, false);
    }
    const bool shifted = state_.count("base_model.features." + conv + "0.net.weight") == 1;
    auto y = unit(shifted ? shift(x, i) : x, conv + (shifted ? "0.net" : "0"), conv + "1", 1, 1, true);
    y = unit(y, conv + "3", conv + "4", stride, channels(y), true);
    y = unit(y, conv + "6", conv + "7", 1, 1, false);
    return shifted ? x + y : y;
  }

  torch::Tensor shift(const torch::Tensor& x, int i) {
    const auto fold = x.size(1) / 8;
    const auto kept = x.slice(1, 0, fold);
    const auto before = buffers_.count(i) == 1 ? buffers_.at(i) : torch::zeros_like(kept);
    buffers_[i] = kept;
    return torch::cat({before, x.slice(1, fold)}, 1);
  }

  torch::Tensor get(const std::string& key) const { return state_.at("base_model.features." + key); }

  std::map<std::string, torch::Tensor> state_;
  std::map<int, torch::Tensor> buffers_;
};

TEST(Tsm, unidirectional_is_the_online_network_frame_by_frame) {
  torch::NoGradGuard no_grad;
  auto model = small_model(ShiftKind::kUnidirectional, 4);
  const auto x = clips(1, 4);
  Online online(model);
  auto sum = torch::zeros({2}, torch::kDouble);
  for (int t = 0; t < 4; ++t) sum += online.step(x.select(1, t));
  EXPECT_TRUE(close(model->forward(x)[0], sum / 4));
}

TEST(Tsm, dropout_is_of_single_elements_and_in_training_only) {
  torch::manual_seed(5);
  auto model = small_model(ShiftKind::kBidirectional, 2);
  torch::NoGradGuard no_grad;
  const auto x = clips(1, 2);
  EXPECT_TRUE(torch::equal(model->forward(x), model->forward(x)));
  model->train();
  // In training batch norm is the same twice, dropout is not.
  EXPECT_FALSE(torch::equal(model->forward(x), model->forward(x)));
}

TEST(Tsm, channels_last_changes_no_value) {
  torch::NoGradGuard no_grad;
  auto model = small_model(ShiftKind::kBidirectional, 3);
  const auto x = clips(2, 3);
  const auto before = model->forward(x);
  use_channels_last(*model);
  const auto last = x.flatten(0, 1).contiguous(torch::MemoryFormat::ChannelsLast).view(x.sizes());
  EXPECT_TRUE(close(model->forward(last), before));
}

TEST(Tsm, refuses_what_it_cannot_do) {
  const auto with = [](auto change) {
    TsmOptions options;
    change(options);
    return Tsm(options);
  };
  EXPECT_THROW(with([](auto& o) { o.in_channels = 0; }), UsageError);
  EXPECT_THROW(with([](auto& o) { o.frames = 0; }), UsageError);
  EXPECT_THROW(with([](auto& o) { o.outputs = -1; }), UsageError);
  EXPECT_THROW(with([](auto& o) { o.shift_div = 1; }), UsageError);
  EXPECT_THROW(with([](auto& o) { o.dropout = 1; }), UsageError);
  auto model = small_model(ShiftKind::kBidirectional, 3, 0);
  EXPECT_NO_THROW(model->clip_features(clips(1, 3)));
  EXPECT_ANY_THROW(model->forward(clips(1, 3)));        // no classifier
  EXPECT_ANY_THROW(model->clip_features(clips(1, 4)));  // another number of frames
}

}  // namespace
}  // namespace sonosweep::nn
