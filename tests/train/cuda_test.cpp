// What runs on a GPU, against the CPU. Skipped where LibTorch sees no GPU.
//
// float32 is compared without TF32, whose 10 bits of mantissa would be all that is seen; trainings are not
// compared number by number, since rounding grows in them.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "nn/checkpoint.h"
#include "nn/formula_weights.h"
#include "nn/fpn.h"
#include "nn/tsm.h"
#include "temp_dir.h"
#include "train/frame_logits.h"
#include "train/segmentation_trainer.h"
#include "train/segmenter_file.h"
#include "train/squares.h"
#include "train/video_training_fixture.h"

namespace sonosweep::train {
namespace {

using testing::TempDir;

// `Base` where there is a GPU.
template <typename Base>
class OnGpu : public Base {
 protected:
  void SetUp() override {
    if (!torch::cuda::is_available()) GTEST_SKIP() << "LibTorch sees no GPU";
    torch::set_num_threads(1);
    at::globalContext().setAllowTF32CuDNN(false);
  }
  void TearDown() override { at::globalContext().setAllowTF32CuDNN(true); }  // as it is by default
};

using Cuda = OnGpu<::testing::Test>;

// Models of the reference tests (src/nn/MODELS.md 4.1), without dropout.

nn::Fpn formula_fpn(torch::ScalarType type) {
  nn::FpnOptions options;
  options.encoder = "resnet18";
  options.dropout = 0;
  nn::Fpn model(options);
  model->to(torch::kDouble);
  testing::fill_by_formula(*model);
  model->to(type);
  return model;
}

nn::Tsm formula_tsm(torch::ScalarType type) {
  nn::TsmOptions options;
  options.frames = 4;
  options.outputs = 4;
  options.dropout = 0;
  nn::Tsm model(options);
  model->to(torch::kDouble);
  testing::fill_by_formula(*model);
  model->to(type);
  return model;
}

double largest(const torch::Tensor& x) {
  return x.abs().max().item<double>();
}

double largest_difference(const torch::Tensor& cpu, const torch::Tensor& gpu) {
  EXPECT_TRUE(gpu.is_cuda());
  return largest(gpu.to(torch::kCPU) - cpu);
}

template <typename Make>
void expect_same_outputs(Make make, const torch::Tensor& input) {
  const torch::NoGradGuard no_grad;
  for (const auto type : {torch::kDouble, torch::kFloat}) {
    auto model = make(type);
    model->eval();
    const auto x = input.to(type);
    const auto cpu = model->forward(x);
    model->to(torch::kCUDA);
    const auto gpu = model->forward(x.to(torch::kCUDA));
    ASSERT_EQ(gpu.scalar_type(), type);
    const double tolerance = type == torch::kDouble ? 1e-9 * largest(cpu) : 1e-3;
    EXPECT_LE(largest_difference(cpu, gpu), tolerance) << torch::toString(type);
  }
}

TEST_F(Cuda, fpn_gives_the_same_logits) {
  expect_same_outputs(formula_fpn, testing::formula_input({1, 1, 64, 96}));
}

TEST_F(Cuda, tsm_gives_the_same_logits) {
  expect_same_outputs(formula_tsm, testing::formula_input({2, 4, 7, 64, 64}));
}

struct Step {
  torch::Tensor loss;
  std::vector<torch::Tensor> gradients, buffers;
};

template <typename Model>
Step training_step(Model model, const torch::Tensor& x) {
  model->train();
  Step step;
  step.loss = model->forward(x).square().mean();
  step.loss.backward();
  for (const auto& parameter : model->parameters()) step.gradients.push_back(parameter.grad());
  step.buffers = model->buffers();
  return step;
}

template <typename Make>
void expect_same_training_step(Make make, const torch::Tensor& x) {
  const auto cpu = training_step(make(torch::kDouble), x);
  auto model = make(torch::kDouble);
  model->to(torch::kCUDA);
  const auto gpu = training_step(model, x.to(torch::kCUDA));
  EXPECT_LE(largest_difference(cpu.loss, gpu.loss), 1e-7 * largest(cpu.loss));

  double scale = 0;
  for (const auto& gradient : cpu.gradients) scale = std::max(scale, largest(gradient));
  const auto names = model->named_parameters().keys();
  for (std::size_t k = 0; k < names.size(); ++k)
    // The gradient of a bias before batch norm is 0 but for rounding.
    EXPECT_LE(largest_difference(cpu.gradients[k], gpu.gradients[k]),
              std::max(1e-7 * largest(cpu.gradients[k]), 1e-11 * scale))
        << names[k];
  ASSERT_FALSE(cpu.buffers.empty());
  for (std::size_t k = 0; k < cpu.buffers.size(); ++k)
    EXPECT_LE(largest_difference(cpu.buffers[k], gpu.buffers[k]), 1e-7 * largest(cpu.buffers[k])) << k;
}

TEST_F(Cuda, fpn_learns_the_same_in_a_step) {
  expect_same_training_step(formula_fpn, testing::formula_input({2, 1, 64, 64}));
}

TEST_F(Cuda, tsm_learns_the_same_in_a_step) {
  expect_same_training_step(formula_tsm, testing::formula_input({2, 4, 7, 64, 64}));
}

TEST_F(Cuda, every_loss_is_the_same) {
  torch::manual_seed(1);
  const auto logits = torch::randn({2, 3, 16, 24}, torch::kDouble);
  const auto confidence = torch::randint(0, 5, {2, 3, 16, 24}, torch::kDouble) * 2500;
  const auto inside = torch::randint(0, 2, {2, 1, 16, 24}, torch::kDouble);
  const auto loss_on = [&](torch::Device device, const char* name) {
    const TargetTable targets(stats::WeightRule::parse("paper", "background"), 50, device);
    return make_segmentation_loss(name, targets,
                                  2)({logits.to(device), confidence.to(device), inside.to(device)})
        .item<double>();
  };
  for (const char* name : {"weighted_bce", "bce", "soft_bce", "soft_weighted_bce", "dice", "soft_dice",
                           "bce_dice", "focal", "trimap_bce"}) {
    const double cpu = loss_on(torch::kCPU, name);
    EXPECT_NEAR(loss_on(torch::kCUDA, name), cpu, 1e-6 * cpu) << name;
  }
}

TEST_F(Cuda, augmentation_draws_the_same) {
  const auto images = torch::rand({8, 1, 48, 64});
  const auto confidence = torch::full({8, 2, 48, 64}, 6000.0F);
  Rng cpu_rng(5), gpu_rng(5);
  const auto cpu = augment(images, confidence, {}, cpu_rng);
  const auto gpu = augment(images.to(torch::kCUDA), confidence.to(torch::kCUDA), {}, gpu_rng);
  EXPECT_EQ(cpu_rng.below(1'000'000), gpu_rng.below(1'000'000));
  // A pixel on the very border may be inside for one and outside for the other.
  for (const auto& [a, b, tolerance] :
       {std::tuple(cpu.images, gpu.images, 1e-3), std::tuple(cpu.confidence, gpu.confidence, 0.5)}) {
    const auto differs = (a - b.to(torch::kCPU)).abs().gt(tolerance).to(torch::kDouble);
    EXPECT_LE(differs.mean().item<double>(), 1e-3);
  }
}

// Column `column` of history.csv, without its head.
std::vector<double> history(const TempDir& dir, std::size_t column) {
  std::vector<double> values;
  for (const auto& line : split_list(read_file(dir / "history.csv"), '\n'))
    if (line.rfind("epoch", 0) != 0 && !line.empty())
      values.push_back(parse_number(split_list(line).at(column)).value());
  return values;
}
constexpr std::size_t kTrainLoss = 2;

class CudaSegmentation : public Cuda {
 protected:
  CudaSegmentation() {
    model_.fpn.encoder = "resnet18";
    model_.fpn.classes = 1;
    model_.device = torch::kCUDA;
    training_.threshold = 50;
    training_.epochs = 6;
    training_.batch = 4;
    training_.lr = 1e-3;
    training_.identity = "test";
  }

  SegmentationOutcome train(
      const std::filesystem::path& folder, const std::function<bool()>& should_stop = [] { return false; }) {
    return train_segmenter(sets_, model_, training_, folder, should_stop);
  }

  SegmentationSets sets_{squares(8, 1), squares(2, 2), squares(2, 3)};
  SegmenterOptions model_;
  SegmentationTraining training_;
};

TEST_F(CudaSegmentation, learns_what_is_easy_in_every_precision_and_layout) {
  double first_loss = 0;
  for (const bool bf16 : {false, true})
    for (const bool channels_last : {false, true}) {
      SCOPED_TRACE(fmt::format("bf16 {}, channels-last {}", bf16, channels_last));
      TempDir dir;
      model_.bf16 = bf16;
      model_.channels_last = channels_last;
      const auto outcome = train(dir.path());
      EXPECT_TRUE(std::isfinite(outcome.test.loss));
      const auto losses = history(dir, kTrainLoss);
      ASSERT_EQ(losses.size(), 6U);
      EXPECT_LT(losses.back(), 0.5 * losses.front());
      // The first epoch is two steps: the same draws, and not yet much rounding.
      if (first_loss == 0) first_loss = losses.front();
      EXPECT_NEAR(losses.front(), first_loss, 0.2 * first_loss);
    }
}

TEST_F(CudaSegmentation, starts_with_the_weights_of_the_cpu) {
  TempDir cpu, gpu;
  training_.epochs = 1;
  training_.lr = 0;  // one epoch leaves the weights where they began
  train(gpu.path());
  model_.device = torch::kCPU;
  train(cpu.path());
  const auto a = nn::load_checkpoint(cpu / "best.pt").tensors,
             b = nn::load_checkpoint(gpu / "best.pt").tensors;
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    const bool follows_the_images = a[k].first.find("running_") != std::string::npos;
    EXPECT_TRUE(follows_the_images || torch::equal(a[k].second, b[k].second)) << a[k].first;
  }
}

TEST_F(CudaSegmentation, stopped_and_continued_ends_whole) {
  TempDir dir;
  EXPECT_THROW(train(dir.path(), [&] { return std::filesystem::exists(dir / "last.pt"); }), Stopped);
  ASSERT_LT(history(dir, kTrainLoss).size(), 6U);
  const auto outcome = train(dir.path());
  EXPECT_EQ(outcome.epochs_continued_from, 1);
  const auto losses = history(dir, kTrainLoss);
  ASSERT_EQ(losses.size(), 6U);
  // The optimiser's state came back to the GPU too: what was learned goes on falling.
  EXPECT_LT(losses.back(), 0.5 * losses.front());
  EXPECT_TRUE(std::isfinite(outcome.validation.loss));
  EXPECT_TRUE(std::isfinite(outcome.test.loss));
  EXPECT_TRUE(std::filesystem::exists(dir / "best.pt"));
}

TEST_F(CudaSegmentation, trained_on_a_gpu_is_read_on_a_cpu) {
  TempDir dir;
  training_.epochs = 2;
  model_.channels_last = true;
  train(dir.path());
  std::vector<std::uint8_t> frames(2 * 40 * 33);  // not divisible by 32
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = static_cast<std::uint8_t>(i * 37 % 251);
  SegmenterOptions wanted;
  auto on_cpu = load_segmenter(dir / "best.pt", wanted);
  const auto cpu = frame_logits(on_cpu, frames, 40, 33);
  for (const bool channels_last : {false, true}) {
    wanted.device = torch::kCUDA;
    wanted.channels_last = channels_last;
    auto on_gpu = load_segmenter(dir / "best.pt", wanted);
    const auto gpu = frame_logits(on_gpu, frames, 40, 33);
    ASSERT_EQ(gpu.size(), cpu.size());
    for (std::size_t i = 0; i < cpu.size(); ++i) ASSERT_NEAR(gpu[i], cpu[i], 1e-3) << i;
  }
}

class CudaVideo : public OnGpu<VideoTrainingTest> {
 protected:
  CudaVideo() {
    training_.model.device = torch::kCUDA;
    training_.model.tsm.dropout = 0;  // which every device draws in its own way
  }
};

TEST_F(CudaVideo, predicts_what_the_cpu_predicts) {
  train_without_moving();  // only batch norm's statistics follow the clips
  TempDir on_gpu, on_cpu;
  const auto gpu = sf_ratio(on_gpu.path());
  training_.model.device = torch::kCPU;
  const auto cpu = sf_ratio(on_cpu.path());
  EXPECT_TRUE(equal(learned(on_gpu / "best.pt", ""), learned(on_cpu / "best.pt", "")));
  ASSERT_EQ(gpu.test.size(), cpu.test.size());
  ASSERT_FALSE(cpu.test.empty());
  for (std::size_t k = 0; k < cpu.test.size(); ++k) {
    EXPECT_EQ(gpu.test[k].video, cpu.test[k].video);
    EXPECT_NEAR(gpu.test[k].prediction, cpu.test[k].prediction, 5e-3);
  }
  EXPECT_NEAR(history(on_gpu, kTrainLoss).at(0), history(on_cpu, kTrainLoss).at(0), 5e-3);
}

TEST_F(CudaVideo, every_task_trains_in_every_precision_and_layout) {
  for (const bool bf16 : {false, true})
    for (const bool channels_last : {false, true}) {
      SCOPED_TRACE(fmt::format("bf16 {}, channels-last {}", bf16, channels_last));
      training_.model.bf16 = bf16;
      training_.model.channels_last = channels_last;
      TempDir ratio, change, readmitted;
      for (const auto& row : sf_ratio(ratio.path()).test) EXPECT_TRUE(std::isfinite(row.prediction));
      EXPECT_EQ(sf_change(change.path()).test.size(), 6U);  // pairs of 4 videos
      start_from_ = change / "best.pt";
      EXPECT_EQ(readmission(readmitted.path()).test.size(), 2U);
      for (const auto* dir : {&ratio, &change, &readmitted})
        for (const double loss : history(*dir, kTrainLoss)) EXPECT_TRUE(std::isfinite(loss));
    }
}

}  // namespace
}  // namespace sonosweep::train
