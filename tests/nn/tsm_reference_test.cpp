// Keys and numbers of the reference implementation (src/nn/MODELS.md 2.1, 3.4 and 4): float64, evaluation
// rows to 1e-9, training rows to 1e-7, relative.
#include <gtest/gtest.h>

#include "nn/formula_weights.h"
#include "nn/reference_numbers.h"
#include "nn/state_dict.h"
#include "nn/tsm.h"

namespace sonosweep::nn {
namespace {

using testing::expect_keys;
using testing::formula_input;
using testing::parameter_count;
using testing::ParityRows;

TsmOptions four_outputs(ShiftKind shift, int frames) {
  TsmOptions options;
  options.shift = shift;
  options.frames = frames;
  options.outputs = 4;
  return options;
}

Tsm formula_model(const TsmOptions& options) {
  Tsm model(options);
  model->to(torch::kDouble);
  testing::fill_by_formula(*model);
  return model;
}

TEST(TsmKeys, equal_the_reference) {
  const Tsm model(four_outputs(ShiftKind::kBidirectional, 8));
  EXPECT_EQ(expect_keys(*model, "tsm_mobilenetv2_keys.txt"), 314U);
  EXPECT_EQ(parameter_count(*model), 2'230'148);
}

TEST(TsmKeys, without_outputs_only_the_classifier_is_missing) {
  auto options = four_outputs(ShiftKind::kUnidirectional, 8);
  const auto with = state_dict(*Tsm(options));
  options.outputs = 0;
  const Tsm model(options);
  const auto without = state_dict(*model);
  ASSERT_EQ(without.size(), 312U);
  for (std::size_t i = 0; i < without.size(); ++i) EXPECT_EQ(without[i].first, with[i].first);
  EXPECT_EQ(parameter_count(*model), 2'225'024);
}

TEST(TsmKeys, parameters_follow_channels_and_outputs) {
  auto options = four_outputs(ShiftKind::kBidirectional, 8);
  options.outputs = 2;
  EXPECT_EQ(parameter_count(*Tsm(options)), 2'227'586);
  options.in_channels = 3;  // 4 channels less * 32 * 3 * 3 = 1152
  EXPECT_EQ(parameter_count(*Tsm(options)), 2'227'586 - 1'152);
}

TEST(TsmKeys, without_shift_no_convolution_is_called_net) {
  int nets = 0;
  for (const auto& [key, tensor] : state_dict(*Tsm(four_outputs(ShiftKind::kBidirectional, 8))))
    nets += key.find(".conv.0.net.weight") != std::string::npos;
  EXPECT_EQ(nets, 10);
  for (const auto& [key, tensor] : state_dict(*Tsm(four_outputs(ShiftKind::kOff, 8))))
    EXPECT_EQ(key.find(".net."), std::string::npos) << key;
}

TEST(TsmParity, evaluation) {
  torch::NoGradGuard no_grad;
  ParityRows rows("tsm_parity.tsv");
  for (const auto& [name, shift] :
       {std::pair("bi", ShiftKind::kBidirectional), std::pair("none", ShiftKind::kOff),
        std::pair("uni", ShiftKind::kUnidirectional)}) {
    auto model = formula_model(four_outputs(shift, 8));
    model->eval();
    const auto x = formula_input({2, 8, 7, 64, 64});
    const std::string test = std::string("tsm_") + name + "_T8_B2";
    rows.expect_row(test + ".feat", model->frame_features(x), 1e-9);
    rows.expect_row(test + ".logits", model->forward(x), 1e-9);
  }
}

TEST(TsmParity, training_step) {
  ParityRows rows("tsm_parity.tsv");
  auto options = four_outputs(ShiftKind::kBidirectional, 4);
  options.dropout = 0;
  auto model = formula_model(options);
  model->train();
  const auto logits = model->forward(formula_input({2, 4, 7, 64, 64}));
  const auto loss = logits.square().mean();
  loss.backward();
  rows.expect_row("tsm_T4_train.logits", logits, 1e-7);
  rows.expect_row("tsm_T4_train.loss", loss, 1e-7);
  EXPECT_EQ(rows.expect_gradients_and_buffers("tsm_T4_train", *model, 1e-7), std::pair(6, 2));
}

}  // namespace
}  // namespace sonosweep::nn
