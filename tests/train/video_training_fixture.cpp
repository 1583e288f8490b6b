#include "train/video_training_fixture.h"

#include <torch/torch.h>

#include <sstream>

#include "core/rng.h"
#include "core/text.h"
#include "nn/checkpoint.h"

namespace sonosweep::train {

std::unique_ptr<TinyVideos> VideoTrainingTest::tiny_;

void VideoTrainingTest::SetUpTestSuite() {
  torch::set_num_threads(1);
  tiny_ = std::make_unique<TinyVideos>();
}

void VideoTrainingTest::TearDownTestSuite() {
  tiny_.reset();
}

VideoTrainingTest::VideoTrainingTest() {
  training_.model.tsm.frames = 4;
  training_.loop.epochs = 2;
  training_.loop.lr = 1e-3;
  training_.loop.identity = "test";
  training_.batch = 4;
  training_.stream = "test/fold0";
  change_sets_ = {videos({"p0", "p1"}), videos({"p2"}), videos({"p3"})};
  ratio_sets_ = {change_sets_.train, change_sets_.validation, change_sets_.test};
  readmission_sets_ = {views({"p0", "p1"}), views({"p2"}), views({"p3"})};
}

std::vector<tasks::TaskVideo> VideoTrainingTest::videos(const std::vector<std::string>& patients) {
  return tasks::videos_with_sf_ratio(tiny_->pack->index(), patients).videos;
}

tasks::ReadmissionSamples VideoTrainingTest::views(const std::vector<std::string>& patients) {
  return tasks::readmission_samples(tiny_->pack->index(), patients, tasks::ReadmissionDays::kFirstTwo);
}

VideoOutcome<tasks::SfChangePrediction> VideoTrainingTest::sf_change(const std::filesystem::path& folder,
                                                                     const StopQuestion& should_stop) {
  auto source = clips();
  return train_sf_change(change_sets_, source, change_, training_, folder, should_stop);
}

VideoOutcome<tasks::SfRatioPrediction> VideoTrainingTest::sf_ratio(const std::filesystem::path& folder,
                                                                   const StopQuestion& should_stop) {
  auto source = clips();
  return train_sf_ratio(ratio_sets_, source, training_, folder, should_stop);
}

VideoOutcome<tasks::ReadmissionPrediction> VideoTrainingTest::readmission(const std::filesystem::path& folder,
                                                                          const StopQuestion& should_stop) {
  auto source = clips();
  return train_readmission(readmission_sets_, source, start_from_, training_, folder, should_stop);
}

ClipSource VideoTrainingTest::clips() const {
  ClipSourceOptions options;
  options.caches = {cache_};
  return {*tiny_->pack, options};
}

std::uint64_t VideoTrainingTest::seed(const std::string& purpose) const {
  return derive_seed(training_.seed, training_.stream + "/" + purpose, 0);
}

VideoModel VideoTrainingTest::drawn_network(VideoTask task) const {
  auto options = training_.model;
  options.tsm.in_channels = clips().channels();
  torch::manual_seed(seed("weights"));
  return VideoModel(task, options);
}

void VideoTrainingTest::train_without_moving() {
  training_.loop.epochs = 1;
  training_.loop.lr = 0;
}

std::vector<double> VideoTrainingTest::history(const TempDir& dir, std::size_t column) {
  std::istringstream in(read_file(dir / "history.csv"));
  std::vector<double> values;
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "epoch,lr,train_loss,val_loss");
  while (std::getline(in, line)) values.push_back(parse_number(split_list(line).at(column)).value());
  return values;
}

nn::StateDict VideoTrainingTest::learned(const std::filesystem::path& best, const std::string& prefix) {
  nn::StateDict out;
  for (const auto& item : nn::load_checkpoint(best).tensors)
    if (item.first.rfind(prefix, 0) == 0 && item.first.find("running_") == std::string::npos &&
        item.first.find("num_batches") == std::string::npos)
      out.push_back(item);
  return out;
}

bool VideoTrainingTest::equal(const nn::StateDict& a, const nn::StateDict& b) {
  EXPECT_EQ(a.size(), b.size());
  EXPECT_FALSE(a.empty());
  for (std::size_t k = 0; k < a.size(); ++k)
    if (!torch::equal(a[k].second, b[k].second)) return false;
  return true;
}

}  // namespace sonosweep::train
