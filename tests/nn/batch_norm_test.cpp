// Statistics of batch normalisation, taken anew: against numbers by hand, and against Python's update_bn.
#include "nn/batch_norm.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "test_paths.h"

namespace sonosweep::nn {
namespace {

const std::string kFolder = std::string(SONOSWEEP_SOURCE_DIR) + "/tests/nn";

torch::nn::BatchNorm1d norm() {
  return torch::nn::BatchNorm1d(torch::nn::BatchNorm1dOptions(1).eps(0));
}

torch::nn::Linear times(double weight, double bias) {
  torch::nn::Linear layer(1, 1);
  const torch::NoGradGuard no_grad;
  layer->weight.fill_(weight);
  layer->bias.fill_(bias);
  return layer;
}

// x -> 2 x -> batch norm -> half of it dropped -> 3 x + 5 -> batch norm.
struct TwoLayers {
  torch::nn::BatchNorm1d first = norm(), second = norm();
  torch::nn::Dropout dropout{torch::nn::DropoutOptions(0.5)};
  torch::nn::Sequential network{times(2, 0), first, dropout, times(3, 5), second};
  std::vector<torch::Tensor> batches = {torch::tensor({1.0, 3.0}, torch::kDouble).view({2, 1}),
                                        torch::tensor({2.0, 3.0, 4.0}, torch::kDouble).view({3, 1})};

  TwoLayers() { network->to(torch::kDouble); }
  void recompute() {
    recompute_batch_norm(*network, 2,
                         [&](int k) { network->forward(batches.at(static_cast<std::size_t>(k))); });
  }
};

double value(const torch::Tensor& tensor) {
  return tensor.item<double>();
}

// Behind the first layer {2, 6} and {4, 6, 8}: means 4 and 6, unbiased variances 8 and 4. Normalised they are
// {-1, 1} and {-a, 0, a} with a^2 = 3/2; times 3 plus 5: means 5 and 5, unbiased variances 18 and 13.5.
TEST(BatchNorm, two_layers_by_hand) {
  TwoLayers two;
  two.network->train();
  two.first->running_mean.fill_(100);  // forgotten
  two.recompute();
  EXPECT_NEAR(value(two.first->running_mean), 5, 1e-12);
  EXPECT_NEAR(value(two.first->running_var), 6, 1e-12);
  EXPECT_NEAR(value(two.second->running_mean), 5, 1e-12);
  EXPECT_NEAR(value(two.second->running_var), 15.75, 1e-12);
  for (const auto& module : two.network->modules()) EXPECT_FALSE(module->is_training());
  EXPECT_EQ(two.first->options.momentum().value(), 0.1);
  // What has been passed before does not count.
  two.recompute();
  EXPECT_NEAR(value(two.second->running_var), 15.75, 1e-12);
}

TEST(BatchNorm, the_training_s_own_come_back) {
  TwoLayers two;
  two.network->train();
  for (int k = 0; k < 3; ++k) two.network->forward(two.batches[0]);
  const auto before = two.second->running_var.clone();
  const BatchNormStatistics running(*two.network);
  two.recompute();
  EXPECT_FALSE(torch::equal(two.second->running_var, before));
  running.restore();
  EXPECT_TRUE(torch::equal(two.second->running_var, before));
  EXPECT_EQ(two.first->num_batches_tracked.item<std::int64_t>(), 3);
  // And move on as if nothing had been: 0.9 of the old mean, 0.1 of the batch's, which is 4.
  const double mean = value(two.first->running_mean);
  two.network->train();
  two.network->forward(two.batches[0]);
  EXPECT_NEAR(value(two.first->running_mean), 0.9 * mean + 0.4, 1e-12);
}

TEST(BatchNorm, frozen_layers_and_those_without_statistics_stay) {
  TwoLayers two;
  two.first->weight.set_requires_grad(false);
  torch::nn::BatchNorm1d none(torch::nn::BatchNorm1dOptions(1).track_running_stats(false));
  none->to(torch::kDouble);
  two.network->push_back(none);
  two.recompute();
  EXPECT_EQ(value(two.first->running_mean), 0);
  EXPECT_EQ(value(two.first->running_var), 1);
  // 2 x is not normalised: 3 (2 x) + 5 is {11, 23} and {17, 23, 29}.
  EXPECT_NEAR(value(two.second->running_mean), 20, 1e-12);
  EXPECT_NEAR(value(two.second->running_var), (72 + 36) / 2.0, 1e-12);
}

TEST(BatchNorm, no_batch_is_no_statistic) {
  TwoLayers two;
  EXPECT_THROW(recompute_batch_norm(*two.network, 0, [](int) {}), std::invalid_argument);
  EXPECT_EQ(value(two.first->running_var), 1);
}

TEST(BatchNorm, equals_python_s_update_bn) {
  if (std::system("/usr/bin/python3 -c 'import torch' > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "/usr/bin/python3 has no torch here";
  FILE* pipe = popen(("/usr/bin/python3 '" + kFolder + "/update_bn.py'").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), pipe));
  ASSERT_EQ(pclose(pipe), 0) << text;
  std::istringstream in(text);
  TwoLayers two;
  two.recompute();
  for (const auto& layer : {two.first, two.second}) {
    double mean = 0, variance = 0;
    ASSERT_TRUE(in >> mean >> variance) << text;
    EXPECT_NEAR(value(layer->running_mean), mean, 1e-12);
    EXPECT_NEAR(value(layer->running_var), variance, 1e-12);
  }
}

}  // namespace
}  // namespace sonosweep::nn
