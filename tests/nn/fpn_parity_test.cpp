// The numbers of the reference implementation (src/nn/MODELS.md section 4): float64, evaluation rows to 1e-9,
// training rows to 1e-7, relative.
#include <gtest/gtest.h>

#include "nn/formula_weights.h"
#include "nn/fpn.h"
#include "nn/reference_numbers.h"

namespace sonosweep::nn {
namespace {

using testing::fill_by_formula;
using testing::formula_input;
using testing::ParityRows;

class FpnParity : public ::testing::Test {
 protected:
  Fpn formula_model(const std::string& encoder, double dropout) {
    FpnOptions options;
    options.encoder = encoder;
    options.dropout = dropout;
    Fpn model(options);
    model->to(torch::kDouble);
    fill_by_formula(*model);
    return model;
  }

  ParityRows rows_{"fpn_parity.tsv"};
};

TEST_F(FpnParity, formula_gives_the_stated_check_values) {
  EXPECT_EQ(testing::fnv1a("input"), 0xF9D86F7BU);
  EXPECT_NEAR(testing::formula_unit("input", 0), .79903311, 5e-9);
  EXPECT_NEAR(testing::formula_unit("input", 3), .00423962, 5e-9);
  auto model = formula_model("resnet34", 0);
  EXPECT_NEAR(model->encoder->stem_weight().flatten()[0].item<double>(), -.0796703398, 5e-11);
}

TEST_F(FpnParity, evaluation) {
  torch::NoGradGuard no_grad;
  for (const std::string encoder : {"resnet18", "resnet50"}) {
    auto model = formula_model(encoder, 0.2);
    model->eval();
    const auto x = formula_input({1, 1, 64, 96});
    const auto features = model->encoder->forward(x);
    for (std::size_t k = 0; k < 4; ++k)
      rows_.expect_row("fpn_" + encoder + ".c" + std::to_string(k + 2), features[k], 1e-9);
    rows_.expect_row("fpn_" + encoder + ".decoder", model->decoder->forward(features), 1e-9);
    rows_.expect_row("fpn_" + encoder + ".logits", model->forward(x), 1e-9);
  }
}

// The two ResNet-34 numbers that src/nn/MODELS.md 4.1 states.
TEST_F(FpnParity, evaluation_of_resnet34) {
  torch::NoGradGuard no_grad;
  auto model = formula_model("resnet34", 0.2);
  model->eval();
  const auto logits = model->forward(formula_input({1, 1, 64, 96}));
  EXPECT_NEAR(logits.sum().item<double>(), -80013.6642478, 80013 * 1e-9);
  EXPECT_NEAR(logits.flatten()[0].item<double>(), -0.0243551500256, 1e-11);
}

TEST_F(FpnParity, training_step) {
  auto model = formula_model("resnet18", 0);
  model->train();
  const auto logits = model->forward(formula_input({2, 1, 64, 64}));
  const auto loss = logits.square().mean();
  loss.backward();
  rows_.expect_row("fpn_resnet18_train.logits", logits, 1e-7);
  rows_.expect_row("fpn_resnet18_train.loss", loss, 1e-7);
  const auto checked = rows_.expect_gradients_and_buffers("fpn_resnet18_train", *model, 1e-7);
  EXPECT_EQ(checked, std::pair(8, 3));
}

}  // namespace
}  // namespace sonosweep::nn
