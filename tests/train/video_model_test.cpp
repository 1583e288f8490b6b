#include "train/video_model.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"
#include "nn/checkpoint.h"
#include "temp_dir.h"

namespace sonosweep::train {
namespace {

using testing::TempDir;

VideoModelOptions small(int frames = 2) {
  VideoModelOptions options;
  options.tsm.in_channels = 3;
  options.tsm.frames = frames;
  return options;
}

void save(const std::filesystem::path& path, VideoModel& model) {
  nn::save_checkpoint(path, {nn::state_dict(*model), model->description().dump()});
}

std::int64_t head_parameters(VideoTask task) {
  VideoModel model(task, small());
  std::int64_t count = 0;
  for (const auto& item : model->named_parameters())
    if (item.key().rfind("head.", 0) == 0) count += item.value().numel();
  return count;
}

TEST(VideoModel, heads_are_as_described) {
  EXPECT_EQ(head_parameters(VideoTask::kSfChange), 1280 * 3 + 3);
  EXPECT_EQ(head_parameters(VideoTask::kSfRatio), 1280 * 256 + 256 + 256 * 64 + 64 + 64 + 1);
  EXPECT_EQ(head_parameters(VideoTask::kReadmission), 1280 * 2 + 2);
}

TEST(VideoModel, dropout_stands_before_the_head) {
  auto options = small();
  options.tsm.dropout = 0.75;
  VideoModel model(VideoTask::kSfChange, options);
  torch::manual_seed(1);
  // With all weights 1 the head sums what dropout leaves: 1280 x 1/4 values of 4, 1280 on average,
  // standard deviation 4 sqrt(1280 x 3/16) = 62.
  for (auto& item : model->named_parameters())
    if (item.key() == "head.1.weight") torch::NoGradGuard(), item.value().data().fill_(1);
  const auto features = torch::ones({1, 1280});
  const auto dropped = model->outputs(features)[0][0].item<double>();
  EXPECT_NE(dropped, 1280);
  EXPECT_NEAR(dropped, 1280, 4 * 62);
  model->eval();
  EXPECT_NEAR(model->outputs(features)[0][0].item<double>(), 1280, 1e-3);
}

TEST(VideoModel, memory_order_makes_no_difference) {
  auto options = small();
  torch::manual_seed(1);
  VideoModel plain(VideoTask::kSfRatio, options);
  options.channels_last = true;
  torch::manual_seed(1);
  VideoModel last(VideoTask::kSfRatio, options);
  plain->eval();
  last->eval();
  const auto clips = torch::rand({3, 2, 3, 40, 33});
  EXPECT_TRUE(torch::allclose(plain->features(clips), last->features(clips), 1e-4, 1e-5));
  EXPECT_EQ(plain->clips_passed(), 3);
}

TEST(VideoModel, a_single_value_for_batch_norm_is_an_error_that_says_so) {
  VideoModel model(VideoTask::kSfRatio, small(1));
  const auto one = torch::rand({1, 1, 3, 32, 32});
  try {
    model->features(one);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("batch normalisation would see a single value"),
              std::string::npos);
  }
  EXPECT_NO_THROW(model->features(torch::rand({2, 1, 3, 32, 32})));
  EXPECT_NO_THROW(model->features(torch::rand({1, 1, 3, 33, 32})));  // last map 2 x 1
  model->eval();
  EXPECT_NO_THROW(model->features(one));
}

TEST(StartFromWeights, takes_the_network_and_leaves_the_head) {
  TempDir dir;
  VideoModel first(VideoTask::kSfChange, small()), second(VideoTask::kReadmission, small());
  first->features(
      torch::rand({2, 2, 3, 32, 32}));  // moves the running statistics, which belong to the weights
  save(dir / "best.pt", first);
  const auto head = second->parameters().back().clone();
  start_from_weights(second, dir / "best.pt");
  const auto a = nn::state_dict(*first->tsm), b = nn::state_dict(*second->tsm);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k)
    EXPECT_TRUE(torch::equal(a[k].second, b[k].second)) << a[k].first;
  EXPECT_TRUE(torch::equal(head, second->parameters().back()));
}

TEST(StartFromWeights, of_another_kind_are_refused_with_the_reason) {
  TempDir dir;
  VideoModel wanted(VideoTask::kReadmission, small());
  const auto reason = [&](const std::filesystem::path& path) -> std::string {
    try {
      start_from_weights(wanted, path);
      return "accepted";
    } catch (const DataError& error) {
      return error.what();
    }
  };
  EXPECT_NE(reason(dir / "none.pt").find("missing"), std::string::npos);
  auto options = small();
  options.tsm.shift = nn::ShiftKind::kOff;  // the same tensors, another meaning
  VideoModel unshifted(VideoTask::kSfChange, options);
  save(dir / "off.pt", unshifted);
  EXPECT_NE(reason(dir / "off.pt").find(R"(shift = "off", expected "bidirectional")"), std::string::npos);
  options = small();
  options.tsm.in_channels = 1;
  VideoModel gray(VideoTask::kSfChange, options);
  save(dir / "gray.pt", gray);
  EXPECT_NE(reason(dir / "gray.pt").find("in_channels = 1, expected 3"), std::string::npos);
  nn::save_checkpoint(dir / "fpn.pt", {{}, R"({"model": "fpn"})"});
  EXPECT_NE(reason(dir / "fpn.pt").find(R"(model = "fpn")"), std::string::npos);
}

}  // namespace
}  // namespace sonosweep::train
