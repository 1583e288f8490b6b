#include "train/segmenter_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "nn/checkpoint.h"
#include "temp_dir.h"
#include "train/best_weights.h"
#include "train/frame_logits.h"

namespace sonosweep::train {
namespace {

using ::testing::HasSubstr;

SegmenterOptions options_of(const std::string& encoder) {
  SegmenterOptions options;
  options.fpn.encoder = encoder;
  options.fpn.classes = 2;
  options.mean = 0.25;
  options.sd = 0.5;
  return options;
}

Segmenter random_segmenter(const SegmenterOptions& options) {
  torch::manual_seed(3);
  Segmenter segmenter(options);
  segmenter.network()->eval();
  return segmenter;
}

void save(const std::filesystem::path& path, const Segmenter& segmenter_in,
          const nlohmann::ordered_json& description) {
  Segmenter segmenter = segmenter_in;
  save_best(path, "a run", description, nn::cpu_copy(nn::state_dict(*segmenter.network())), {});
}

// What Python's torch.save(model.state_dict(), ..) leaves is an archive without our own record.
void make_foreign(const std::filesystem::path& path) {
  auto bytes = read_file(path);
  const std::string name = "sonosweep.json";
  for (auto at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at))
    bytes.replace(at, name.size(), "another_p.json");
  write_file_atomically(path, bytes);
}

std::string refusal(const std::filesystem::path& path) {
  try {
    load_segmenter(path, {});
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

std::vector<std::uint8_t> two_frames() {
  std::vector<std::uint8_t> frames(2 * 40 * 33);  // not divisible by 32
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = static_cast<std::uint8_t>(i * 37 % 251);
  return frames;
}

TEST(LoadSegmenter, brings_back_network_and_normalisation) {
  const testing::TempDir dir;
  auto before = random_segmenter(options_of("resnet18"));
  save(dir / "best.pt", before, describe(before.options()));
  auto after = load_segmenter(dir / "best.pt", {});
  EXPECT_EQ(after.options().fpn.encoder, "resnet18");
  EXPECT_EQ(after.options().fpn.classes, 2);
  EXPECT_EQ(after.options().mean, 0.25);
  EXPECT_EQ(after.options().sd, 0.5);
  const auto logits = frame_logits(after, two_frames(), 40, 33);
  EXPECT_EQ(logits.size(), 2U * 2 * 40 * 33);
  EXPECT_EQ(logits, frame_logits(before, two_frames(), 40, 33));
}

TEST(LoadSegmenter, tells_the_network_of_a_python_file_from_its_tensors) {
  const testing::TempDir dir;
  for (const char* encoder : {"resnet18", "resnet34", "resnet50"}) {
    auto options = options_of(encoder);
    options.fpn.pyramid_channels = 64;
    options.fpn.segmentation_channels = 32;
    options.mean = 0;  // a Python file says nothing of a normalisation
    options.sd = 1;
    auto before = random_segmenter(options);
    save(dir / "python.pt", before, describe(options));
    make_foreign(dir / "python.pt");
    ASSERT_FALSE(nn::is_own_checkpoint(dir / "python.pt"));
    auto after = load_segmenter(dir / "python.pt", {});
    EXPECT_EQ(after.options().fpn.encoder, encoder);
    EXPECT_EQ(after.options().fpn.classes, 2);
    EXPECT_EQ(frame_logits(after, two_frames(), 40, 33), frame_logits(before, two_frames(), 40, 33));
  }
}

TEST(LoadSegmenter, refuses_what_is_none) {
  const testing::TempDir dir;
  const auto file = dir / "x.pt";
  EXPECT_THAT(refusal(file), HasSubstr("no such file"));

  auto options = options_of("resnet18");
  options.fpn.in_channels = 3;
  save(file, random_segmenter(options), describe(options));
  EXPECT_THAT(refusal(file), HasSubstr("images of 3 channels"));
  make_foreign(file);
  EXPECT_THAT(refusal(file), HasSubstr("images of 3 channels"));

  nn::save_checkpoint(
      file, {{{"base_model.conv.weight", torch::ones({2, 2})}}, R"({"model": "tsm_mobilenet_v2"})"});
  EXPECT_THAT(refusal(file),
              HasSubstr("not the weights of a segmenter but of another model (tsm_mobilenet_v2)"));
  make_foreign(file);
  EXPECT_THAT(refusal(file), HasSubstr("holds no tensor 'encoder.conv1.weight'"));

  // An encoder of three blocks in its first layer, and none after.
  nn::StateDict state = {{"encoder.conv1.weight", torch::ones({64, 1, 7, 7})}};
  for (int block = 0; block < 3; ++block)
    state.emplace_back(fmt::format("encoder.layer1.{}.conv1.weight", block), torch::ones({1}));
  nn::save_checkpoint(file, {state, "{}"});
  make_foreign(file);
  EXPECT_THAT(refusal(file), HasSubstr("none of resnet18, resnet34, resnet50 (3, 0, 0, 0 blocks"));
}

}  // namespace
}  // namespace sonosweep::train
