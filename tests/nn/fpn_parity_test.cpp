// The numbers of the reference implementation (models.md section 4): float64, evaluation rows to 1e-9, training rows
// to 1e-7, relative.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "core/text.h"
#include "nn/formula_weights.h"
#include "nn/fpn.h"
#include "nn/state_dict.h"

namespace sonosweep::nn {
namespace {

using testing::fill_by_formula;
using testing::formula_input;

struct Row {
  std::string shape;
  double sum = 0, abs_sum = 0, sq_sum = 0;
  std::vector<std::pair<std::int64_t, double>> values;
};

std::map<std::string, Row> read_rows() {
  std::map<std::string, Row> rows;
  std::ifstream file(SONOSWEEP_SOURCE_DIR "/tests/nn/fixtures/fpn_parity.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto cells = split_list(line, '\t');
    Row row;
    row.shape = cells.at(2);
    row.sum = std::stod(cells.at(3));
    if (cells.size() > 4) {
      row.abs_sum = std::stod(cells.at(4));
      row.sq_sum = std::stod(cells.at(5));
      for (const auto& pair : split_list(cells.at(6))) {
        const auto parts = split_list(pair, ':');
        row.values.emplace_back(std::stoll(parts.at(0)), std::stod(parts.at(1)));
      }
    }
    rows[cells.at(0)] = row;
  }
  return rows;
}

class FpnParity : public ::testing::Test {
 protected:
  void expect_row(const std::string& name, const torch::Tensor& tensor, double tolerance) {
    ASSERT_EQ(rows_.count(name), 1U) << name;
    const auto& row = rows_.at(name);
    const auto flat = tensor.detach().to(torch::kDouble).contiguous().flatten();
    if (row.values.empty()) {
      expect_near(name, flat[0].item<double>(), row.sum, std::abs(row.sum), tolerance);
      return;
    }
    const double scale = flat.abs().max().item<double>();
    // A sum of both signs is exact to the size of what was summed.
    expect_near(name + " sum", flat.sum().item<double>(), row.sum, row.abs_sum, tolerance);
    expect_near(name + " abs_sum", flat.abs().sum().item<double>(), row.abs_sum, row.abs_sum, tolerance);
    expect_near(name + " sq_sum", flat.square().sum().item<double>(), row.sq_sum, row.sq_sum, tolerance);
    for (const auto& [i, value] : row.values)
      expect_near(name + " [" + std::to_string(i) + "]", flat[i].item<double>(), value, scale, tolerance);
    ++checked_;
  }

  static void expect_near(const std::string& what, double actual, double expected, double scale, double tolerance) {
    // The fixture prints 12 significant digits.
    EXPECT_NEAR(actual, expected, tolerance * scale + 1e-11 * std::abs(expected)) << what;
  }

  Fpn formula_model(const std::string& encoder, double dropout) {
    FpnOptions options;
    options.encoder = encoder;
    options.dropout = dropout;
    Fpn model(options);
    model->to(torch::kDouble);
    fill_by_formula(*model);
    return model;
  }

  std::map<std::string, Row> rows_ = read_rows();
  int checked_ = 0;
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
      expect_row("fpn_" + encoder + ".c" + std::to_string(k + 2), features[k], 1e-9);
    expect_row("fpn_" + encoder + ".decoder", model->decoder->forward(features), 1e-9);
    expect_row("fpn_" + encoder + ".logits", model->forward(x), 1e-9);
  }
  EXPECT_EQ(checked_, 12);
}

// The two ResNet-34 numbers that models.md 4.1 states.
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
  expect_row("fpn_resnet18_train.logits", logits, 1e-7);
  expect_row("fpn_resnet18_train.loss", loss, 1e-7);
  int gradients = 0;
  for (const auto& item : model->named_parameters()) {
    const std::string name = "fpn_resnet18_train.grad." + item.key();
    if (rows_.count(name) == 0) continue;
    expect_row(name, item.value().grad(), 1e-7);
    ++gradients;
  }
  EXPECT_EQ(gradients, 8);
  int buffers = 0;
  for (const auto& item : model->named_buffers()) {
    const std::string name = "fpn_resnet18_train.buffer." + item.key();
    if (rows_.count(name) == 0) continue;
    expect_row(name, item.value(), 1e-7);
    ++buffers;
  }
  EXPECT_EQ(buffers, 3);
}

}  // namespace
}  // namespace sonosweep::nn
