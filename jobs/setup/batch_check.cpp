#include "jobs/setup/batch_check.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/error.h"
#include "data/basis_points.h"
#include "tasks/clinical_videos.h"

namespace sonosweep::jobs {
namespace {

constexpr int kStrides = 32;  // of the deepest feature map of every encoder and of MobileNet-v2

// One training: so many samples of a size, dealt into batches.
struct Training {
  std::string key;     // of the study: "segmentation.batch"
  std::string whose;   // "fold 2's segmenter"
  std::string sample;  // "image"
  std::size_t samples = 0;
  int batch = 1, height = 0, width = 0;
  std::string more;  // what else to choose: "more video.frames, "
};

// The smallest of the batches that train/even_batches.h makes.
std::size_t smallest_batch(std::size_t samples, int batch) {
  const auto most = static_cast<std::size_t>(batch);
  return samples / ((samples + most - 1) / most);
}

bool is_one_pixel(int height, int width) {
  return height <= kStrides && width <= kStrides;
}

// The batch size nearest to the study's that leaves no batch of one sample in any of the trainings.
std::optional<int> batch_that_serves(const std::vector<Training>& trainings, int batch) {
  const auto serves = [&](int size) {
    return size > 1 && std::all_of(trainings.begin(), trainings.end(), [&](const Training& training) {
             return training.samples == 0 || smallest_batch(training.samples, size) > 1;
           });
  };
  for (int step = 1; step <= batch + 2; ++step)
    for (const int size : {batch + step, batch - step})
      if (serves(size)) return size;
  return std::nullopt;
}

void check(const std::vector<Training>& trainings) {
  for (const auto& training : trainings) {
    if (training.samples == 0 || !is_one_pixel(training.height, training.width) ||
        smallest_batch(training.samples, training.batch) > 1)
      continue;
    const auto better = batch_that_serves(trainings, training.batch);
    const std::string count = training.samples == 1
                                  ? fmt::format("one training {}", training.sample)
                                  : fmt::format("{} training {}s", training.samples, training.sample);
    throw_error<UsageError>(
        "study: {} = {}: {} has {}, so that a batch has one {} alone; of {} x {} pixels its deepest feature "
        "map is "
        "one pixel, and batch normalisation would see a single value per channel; choose {}{}larger images "
        "(more than {} "
        "pixels high or wide), or other numbers of patients",
        training.key, training.batch, training.whose, count, training.sample, training.height, training.width,
        better ? fmt::format("{} = {}, ", training.key, *better) : std::string(), training.more, kStrides);
  }
}

// Annotated frames of these patients that count under the study's fusion, as train/segmentation_data.h loads
// them.
std::size_t count_images(const data::PackIndex& index, const data::Fusion& fusion,
                         const std::vector<std::string>& patients) {
  const std::set<std::string> wanted(patients.begin(), patients.end());
  std::set<std::pair<std::int64_t, std::int64_t>> frames;
  for (const auto& row : index.annotations) {
    if (wanted.count(index.videos.at(static_cast<std::size_t>(row.video)).patient) == 0) continue;
    if (fusion.kind == data::Fusion::Kind::kOne && row.annotator != fusion.annotator) continue;
    frames.emplace(row.video, row.frame);
  }
  return frames.size();
}

std::string of_rotation(const std::vector<study::Split>& splits, std::size_t rotation) {
  return splits.size() > 1 ? fmt::format(" where group {} tests", rotation) : std::string();
}

std::vector<Training> segmenters(const study::Study& study, const data::PackIndex& index,
                                 const std::vector<study::Split>& splits) {
  const auto fusion = data::Fusion::parse(study.fusion);
  std::vector<Training> trainings;
  for (std::size_t rotation = 0; rotation < splits.size(); ++rotation) {
    const auto& split = splits[rotation];
    const int folds = static_cast<int>(split.fold_segmenters.size());
    for (int fold = -1; fold < folds; ++fold) {
      const auto whose = fold < 0 ? std::string("the segmenter") : fmt::format("fold {}'s segmenter", fold);
      trainings.push_back({"segmentation.batch",
                           whose + of_rotation(splits, rotation),
                           "image",
                           count_images(index, fusion, study::segmenter_sides(split, fold).train),
                           study.segmentation.batch,
                           index.height,
                           index.width,
                           {}});
    }
  }
  return trainings;
}

// A clip of several frames gives several values, and so do the batches of the two other tasks.
std::vector<Training> sf_ratio_networks(const study::Study& study, const data::PackIndex& index,
                                        const std::vector<study::Split>& splits) {
  if (!study.has_task("sf_ratio") || study.video.frames > 1) return {};
  const auto size = study::parse_video_size(study.video.size);
  std::vector<Training> trainings;
  for (std::size_t rotation = 0; rotation < splits.size(); ++rotation)
    for (int fold = 0; fold < static_cast<int>(splits[rotation].folds.size()); ++fold)
      trainings.push_back(
          {"sf_ratio.batch", fmt::format("the network of fold {}{}", fold, of_rotation(splits, rotation)),
           "video",
           tasks::videos_with_sf_ratio(index, study::task_sides(splits[rotation], fold).train).videos.size(),
           study.sf_ratio.batch, size ? size->height : index.height, size ? size->width : index.width,
           "more video.frames, "});
  return trainings;
}

}  // namespace

void check_batch_statistics(const study::Study& study, const data::PackIndex& index,
                            const std::vector<study::Split>& splits) {
  if (study.has_task("segmentation")) check(segmenters(study, index, splits));
  check(sf_ratio_networks(study, index, splits));
}

}  // namespace sonosweep::jobs
