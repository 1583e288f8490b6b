#include "jobs/run/clip_input.h"

#include "jobs/run/mask_cache_use.h"
#include "study/grid.h"
#include "tasks/shuffled_masks.h"

namespace sonosweep::jobs {

std::vector<std::size_t> cache_of_each_video(const data::PackIndex& index, const study::Split& split,
                                             int fold, std::size_t caches, bool crossfit) {
  if (caches == 1) return std::vector<std::size_t>(index.videos.size(), 0);
  std::map<std::string, std::size_t> fold_of;
  if (crossfit)
    for (std::size_t k = 0; k < split.folds.size(); ++k)
      for (const auto& patient : split.folds[k]) fold_of[patient] = k;
  std::vector<std::size_t> which;
  for (const auto& video : index.videos) {
    const auto found = fold_of.find(video.patient);
    which.push_back(found != fold_of.end() ? found->second : static_cast<std::size_t>(fold));
  }
  return which;
}

ClipInput clip_input(const RunContext& context, const study::RunSpec& task) {
  const auto& study = context.setup.study;
  const auto& index = context.pack.index();
  train::ClipSourceOptions options;
  if (const auto size = study::parse_video_size(study.video.size)) {
    options.height = size->height;
    options.width = size->width;
  }
  std::map<std::string, std::string> checksums;
  if (task.input == study::VideoInput::kMasks) {
    options.channels = train::MaskChannels::kCached;
    const auto ids = study::caches_of(study, task);
    const auto wanted = cache_of_each_video(index, context.setup.record.split(task.rotation), task.fold,
                                            ids.size(), study.segmenter_crossfit);
    // Folds whose cache the run does not read have no id: the others close ranks.
    std::vector<std::size_t> place(ids.size(), 0);
    for (std::size_t k = 0; k < ids.size(); ++k) {
      if (ids[k].empty()) continue;
      place[k] = options.caches.size();
      options.caches.push_back(open_mask_cache(context, ids[k]));
      checksums[ids[k]] = options.caches.back()->checksum();
    }
    for (const auto k : wanted) options.cache_of_video.push_back(place.at(k));
  } else if (task.input == study::VideoInput::kGrayscale) {
    options.channels = train::MaskChannels::kNone;
  } else {
    options.channels = train::MaskChannels::kTruth;
    if (task.input == study::VideoInput::kShuffled)
      options.masks_of_video = tasks::videos_of_shuffled_masks(
          index, study::patients_of(context.setup.record.split(task.rotation)));
  }
  return {train::ClipSource(context.pack, std::move(options)), std::move(checksums)};
}

}  // namespace sonosweep::jobs
