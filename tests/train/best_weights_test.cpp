#include "train/best_weights.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "core/error.h"
#include "nn/checkpoint.h"
#include "temp_dir.h"

namespace sonosweep::train {
namespace {

using testing::TempDir;

class BestWeights : public ::testing::Test {
 protected:
  void save(const BestInfo& info) {
    save_best(path_, "one", {{"model", "linear"}}, nn::state_dict(*model_), info);
  }

  TempDir dir_;
  std::filesystem::path path_ = dir_ / "best.pt";
  torch::nn::Linear model_{2, 1};
};

TEST_F(BestWeights, come_back_with_what_is_known_about_them) {
  save({3, 0.5, 0.1});
  torch::nn::Linear other(2, 1);
  const auto info = load_best(path_, "one", *other);
  EXPECT_TRUE(torch::equal(other->weight, model_->weight));
  EXPECT_EQ(info.epoch, 3);
  EXPECT_EQ(info.val_iou, 0.5);
  EXPECT_EQ(info.val_loss, 0.1);
  EXPECT_EQ(nn::load_checkpoint(path_).metadata,
            R"({"identity":"one","model":"linear","epoch":3,"val_loss":0.1,"val_iou":0.5})");
}

TEST_F(BestWeights, nothing_and_not_defined_are_told_apart) {
  save({1, std::nan(""), {}});
  const auto undefined = read_best_info(path_, "one");
  ASSERT_TRUE(undefined.val_iou);
  EXPECT_TRUE(std::isnan(*undefined.val_iou));
  EXPECT_FALSE(undefined.val_loss);
  save({1, {}, 0.1});
  EXPECT_FALSE(read_best_info(path_, "one").val_iou);
}

TEST_F(BestWeights, of_another_run_another_model_or_none_are_refused) {
  EXPECT_THROW(read_best_info(path_, "one"), DataError);
  save({1, {}, 0.1});
  EXPECT_THROW(read_best_info(path_, "two"), DataError);
  EXPECT_THROW(load_best(path_, "two", *model_), DataError);
  torch::nn::Linear wider(3, 1);
  EXPECT_THROW(load_best(path_, "one", *wider), DataError);
}

}  // namespace
}  // namespace sonosweep::train
