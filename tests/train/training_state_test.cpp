#include "train/training_state.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::train {
namespace {

using testing::TempDir;

// A model and its optimiser, small enough to look at.
struct Small {
  torch::nn::Linear model{torch::nn::LinearOptions(3, 2)};
  torch::optim::Adam optimizer{model->parameters(), torch::optim::AdamOptions(0.1)};

  void step() {
    optimizer.zero_grad();
    model->forward(torch::ones({1, 3})).square().sum().backward();
    optimizer.step();
  }
  torch::Tensor weights() const { return model->weight.detach().clone(); }
};

TrainingProgress after(int epochs) {
  TrainingProgress progress;
  for (int e = 1; e <= epochs; ++e) progress.history.push_back({e, 0.1, 1.0 / 3, 0.25, 0.5});
  return progress;
}

TEST(TrainingState, goes_on_exactly_where_it_was) {
  TempDir dir;
  Small a;
  a.step();
  a.step();
  save_training(dir.path(), "run", *a.model, &a.optimizer, after(2));
  a.step();

  Small b;
  const auto progress = resume_training(dir.path(), "run", *b.model, b.optimizer);
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->epochs_done(), 2);
  EXPECT_EQ(progress->history[1].train_loss, 1.0 / 3);
  b.step();  // Adam's moments and step count came along: the same step, bit for bit
  EXPECT_TRUE(torch::equal(a.weights(), b.weights()));
}

TEST(TrainingState, the_last_checkpoint_of_a_training_needs_no_optimiser) {
  TempDir dir;
  Small a, b;
  a.step();
  save_training(dir.path(), "run", *a.model, &a.optimizer, after(1));
  const auto with_optimizer = std::filesystem::file_size(dir / "last.pt");
  a.step();
  save_training(dir.path(), "run", *a.model, nullptr, after(2));
  EXPECT_LT(std::filesystem::file_size(dir / "last.pt"), with_optimizer);
  const auto progress = resume_training(dir.path(), "run", *b.model, b.optimizer);
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->epochs_done(), 2);
  EXPECT_TRUE(torch::equal(a.weights(), b.weights()));
}

TEST(TrainingState, nothing_there_is_a_start) {
  TempDir dir;
  Small a;
  EXPECT_FALSE(resume_training(dir.path(), "run", *a.model, a.optimizer));
}

TEST(TrainingState, a_checkpoint_cut_short_costs_that_one_only_and_is_said) {
  TempDir dir;
  Small a;
  a.step();
  save_training(dir.path(), "run", *a.model, &a.optimizer, after(1));
  const auto first = a.weights();
  a.step();
  save_training(dir.path(), "run", *a.model, &a.optimizer, after(2));
  const auto bytes = read_file(dir / "last.pt");
  write_file_atomically(dir / "last.pt", bytes.substr(0, bytes.size() / 2));

  Small b;
  ::testing::internal::CaptureStderr();
  const auto progress = resume_training(dir.path(), "run", *b.model, b.optimizer);
  const auto said = ::testing::internal::GetCapturedStderr();
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->epochs_done(), 1);
  EXPECT_TRUE(torch::equal(b.weights(), first));
  EXPECT_NE(said.find("last.pt: cut short or damaged"), std::string::npos) << said;
  EXPECT_NE(said.find("previous.pt"), std::string::npos) << said;
}

TEST(TrainingState, all_damaged_is_a_start_and_is_said) {
  TempDir dir;
  write_file_atomically(dir / "last.pt", "x");
  write_file_atomically(dir / "previous.pt", "");
  Small a;
  ::testing::internal::CaptureStderr();
  EXPECT_FALSE(resume_training(dir.path(), "run", *a.model, a.optimizer));
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("starts from its beginning"), std::string::npos);
}

TEST(TrainingState, a_checkpoint_written_but_not_yet_named_is_used) {
  TempDir dir;
  Small a;
  a.step();
  save_training(dir.path(), "run", *a.model, &a.optimizer, after(1));
  std::filesystem::rename(dir / "last.pt", dir / "next.pt");
  Small b;
  const auto progress = resume_training(dir.path(), "run", *b.model, b.optimizer);
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->epochs_done(), 1);
}

TEST(TrainingState, another_runs_checkpoint_is_refused) {
  TempDir dir;
  Small a;
  save_training(dir.path(), "segmentation/t020", *a.model, &a.optimizer, after(1));
  EXPECT_THROW(resume_training(dir.path(), "segmentation/t040", *a.model, a.optimizer), DataError);
}

TEST(TrainingState, history_is_a_csv_with_gaps_for_what_is_not_defined) {
  TempDir dir;
  write_history(dir / "history.csv", {{1, 0.5, 0.25, 0.125, std::nan("")}, {2, 0.5, 0.25, 0.125, 0.75}});
  EXPECT_EQ(read_file(dir / "history.csv"),
            "epoch,lr,train_loss,val_loss,val_iou\n1,0.5,0.25,0.125,\n2,0.5,0.25,0.125,0.75\n");
}

TEST(TrainingState, history_of_a_training_without_iou_has_no_such_column) {
  TempDir dir;
  write_history(dir / "history.csv", {{1, 0.5, 0.25, 0.125, {}}, {2, 0.5, 0.25, {}, {}}});
  EXPECT_EQ(read_file(dir / "history.csv"), "epoch,lr,train_loss,val_loss\n1,0.5,0.25,0.125\n2,0.5,0.25,\n");
}

TEST(TrainingState, what_is_not_there_stays_so_in_a_checkpoint) {
  TempDir dir;
  Small a, b;
  a.step();
  TrainingProgress progress;
  progress.history = {{1, 0.5, 0.25, {}, {}}, {2, 0.5, 0.25, 0.125, std::nan("")}};
  save_training(dir.path(), "run", *a.model, &a.optimizer, progress);
  const auto back = resume_training(dir.path(), "run", *b.model, b.optimizer);
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->history[0].val_loss || back->history[0].val_iou);
  EXPECT_EQ(back->history[1].val_loss, 0.125);
  EXPECT_TRUE(std::isnan(back->history[1].val_iou.value()));
}

}  // namespace
}  // namespace sonosweep::train
