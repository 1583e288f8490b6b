#include <gtest/gtest.h>

#include "core/error.h"
#include "nn/fpn.h"
#include "nn/reference_numbers.h"
#include "nn/state_dict.h"

namespace sonosweep::nn {
namespace {

using testing::expect_keys;
using testing::parameter_count;

struct Expected {
  std::size_t entries;
  std::int64_t parameters, encoder, decoder, head;
};

class FpnKeys : public ::testing::TestWithParam<std::pair<const char*, Expected>> {};

// src/nn/MODELS.md 1.4 and 1.5: keys in Python's order, shapes, kinds, counts.
TEST_P(FpnKeys, equal_the_reference) {
  const auto& [encoder, expected] = GetParam();
  FpnOptions options;
  options.encoder = encoder;
  const Fpn model(options);
  EXPECT_EQ(expect_keys(*model, std::string("fpn_") + encoder + "_keys.txt"), expected.entries);
  EXPECT_EQ(parameter_count(*model), expected.parameters);
  EXPECT_EQ(parameter_count(*model->encoder), expected.encoder);
  EXPECT_EQ(parameter_count(*model->decoder), expected.decoder);
  EXPECT_EQ(parameter_count(*model->segmentation_head), expected.head);
}

INSTANTIATE_TEST_SUITE_P(
    encoders, FpnKeys,
    ::testing::Values(std::pair{"resnet18", Expected{151, 13'041'606, 11'170'240, 1'870'592, 774}},
                      std::pair{"resnet34", Expected{247, 23'149'766, 21'278'400, 1'870'592, 774}},
                      std::pair{"resnet50", Expected{349, 26'110'406, 23'501'760, 2'607'872, 774}}),
    [](const auto& param_info) { return std::string(param_info.param.first); });

TEST(Fpn, unknown_encoder_names_the_nearest) {
  FpnOptions options;
  options.encoder = "resnet43";
  EXPECT_THROW(Fpn{options}, UsageError);
}

TEST(Fpn, any_size_is_padded_and_cropped) {
  FpnOptions options;
  options.encoder = "resnet18";
  options.classes = 2;
  Fpn model(options);
  model->eval();
  torch::NoGradGuard no_grad;
  const auto x = torch::rand({1, 1, 50, 70});
  const auto y = model->forward(x);
  EXPECT_EQ(y.sizes(), (std::vector<std::int64_t>{1, 2, 50, 70}));
  // By hand: zeros to 64 x 96, cropped.
  auto padded = torch::zeros({1, 1, 64, 96});
  padded.slice(2, 0, 50).slice(3, 0, 70).copy_(x);
  EXPECT_TRUE(torch::equal(y, model->forward(padded).slice(2, 0, 50).slice(3, 0, 70)));
}

TEST(StateDict, load_refuses_what_does_not_fit_and_names_it) {
  FpnOptions options;
  options.encoder = "resnet18";
  Fpn model(options);
  auto state = cpu_copy(state_dict(*model));
  auto missing = state;
  missing.erase(missing.begin());
  try {
    load_state_dict(*model, missing, "file.pt");
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("encoder.conv1.weight"), std::string::npos) << error.what();
  }
  auto unknown = state;
  unknown.emplace_back("extra", torch::zeros({1}));
  EXPECT_THROW(load_state_dict(*model, unknown, "file.pt"), DataError);
  auto reshaped = state;
  reshaped[0].second = torch::zeros({64, 3, 7, 7});
  EXPECT_THROW(load_state_dict(*model, reshaped, "file.pt"), DataError);
  EXPECT_NO_THROW(load_state_dict(*model, state, "file.pt"));
}

}  // namespace
}  // namespace sonosweep::nn
