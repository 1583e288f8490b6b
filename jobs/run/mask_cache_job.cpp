#include "jobs/run/mask_cache_job.h"

#include <cmath>
#include <optional>
#include <system_error>

#include "core/error.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "farm/results/provenance.h"
#include "jobs/run/placement.h"
#include "jobs/run/run_folder.h"
#include "jobs/setup/empty_videos.h"
#include "jobs/setup/frame_batches.h"
#include "study/grid.h"
#include "sweep/run_details.h"
#include "train/frame_logits.h"
#include "train/segmenter_file.h"

namespace sonosweep::jobs {
namespace {

std::string segmenter_id(const RunContext& cache) {
  return study::segmenter_of(cache.setup.study, cache.spec);
}

// As the cache holds them: 0/1, or round(255 p).
std::vector<std::uint8_t> mask_values(const std::vector<float>& logits, data::MaskKind kind) {
  std::vector<std::uint8_t> values(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double logit = logits[i];
    values[i] = kind == data::MaskKind::kBinary
                    ? static_cast<std::uint8_t>(logit >= 0 ? 1 : 0)
                    : static_cast<std::uint8_t>(std::lround(255 / (1 + std::exp(-logit))));
  }
  return values;
}

EmptyVideos make_masks(const RunContext& cache, const data::MaskCacheInfo& info) {
  const auto& index = cache.pack.index();
  const auto weights = cache.results.best_file(segmenter_id(cache));
  train::SegmenterOptions wanted;
  placement_of(cache.setup.study, Network::kSegmenter).apply(wanted);
  auto segmenter = train::load_segmenter(weights, wanted);
  if (segmenter.options().fpn.classes != static_cast<int>(index.classes.size()))
    throw_error<DataError>("{}: a segmenter of {}, the data has {}", weights.string(),
                           counted(segmenter.options().fpn.classes, "class", "classes"),
                           index.classes.size());
  data::MaskCacheWriter writer(cache.masks_file(), info);
  EmptyVideos empty(index, info);
  for (const auto& batch : frame_batches(index)) {
    if (stop_requested() != 0)
      throw_error<Stopped>("{}: stopped before frame {} of {}; run again to make it", cache.spec.id(),
                           batch.first, index.num_frames);
    const auto logits = train::frame_logits(segmenter, cache.pack.read_frames(batch.first, batch.count),
                                            index.height, index.width);
    const auto values = mask_values(logits, info.kind);
    writer.append(values.data(), batch.count);
    empty.add(values.data(), batch.count);
  }
  writer.finish();
  return empty;
}

}  // namespace

data::MaskCacheInfo wanted_mask_cache(const RunContext& cache) {
  const auto& index = cache.pack.index();
  const auto segmenter = segmenter_id(cache);
  const auto weights = cache.results.best_file(segmenter);
  if (!std::filesystem::exists(weights))
    throw_error<UsageError>("{}: missing, and {} needs it; remove the folder's result.json and run {} again",
                            weights.string(), cache.spec.id(), segmenter);
  data::MaskCacheInfo info;
  info.kind =
      cache.setup.study.video.masks == "probability" ? data::MaskKind::kProbability : data::MaskKind::kBinary;
  info.data_checksum = index.checksum;
  info.segmenter = file_digest(weights);
  info.classes = index.classes;
  info.num_frames = index.num_frames;
  info.height = index.height;
  info.width = index.width;
  return info;
}

MaskCacheState look_at_mask_cache(const RunContext& cache, const data::MaskCacheInfo& wanted) {
  const auto path = cache.masks_file();
  if (!std::filesystem::exists(path)) return {nullptr, "there is none"};
  try {
    auto reader = std::make_shared<data::MaskCacheReader>(path);
    auto fault = data::difference(reader->info(), wanted);
    if (fault.empty()) fault = reader->verify();
    if (!fault.empty()) return {nullptr, fault};
    return {std::move(reader), ""};
  } catch (const DataError& error) {
    return {nullptr, error.what()};
  }
}

farm::RunResult run_mask_cache(const RunContext& cache) {
  const auto id = cache.spec.id(), segmenter = segmenter_id(cache);
  const auto path = cache.masks_file();
  const auto wanted = wanted_mask_cache(cache);
  if (const auto made = farm::find_run_result(cache.results.result_file(segmenter));
      made && made->done && farm::output_of(*made) != wanted.segmenter)
    log_warning(
        "{}: not the weights that {} ended with and was measured with; the masks are of those that are "
        "there. "
        "Remove its result.json to train it again",
        cache.results.best_file(segmenter).string(), segmenter);
  auto state = look_at_mask_cache(cache, wanted);
  std::optional<EmptyVideos> empty;
  if (state.reader) {
    log_info("{}: the masks that are there are whole and of this segmenter", id);
    empty = empty_videos(cache.pack.index(), *state.reader);
  } else {
    if (std::filesystem::exists(path)) log_warning("{}: {}; the masks are made anew", id, state.fault);
    empty = make_masks(cache, wanted);
    state = look_at_mask_cache(cache, wanted);
    if (!state.reader) throw_error<Error>("{}: written, and then {}", id, state.fault);
  }

  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
  log_info("{}: {}, {}", id, counted(wanted.num_frames, "frame"), human_bytes(static_cast<double>(bytes)));
  if (empty->count() > 0)
    log_info("{}: {} of {} videos have no mask in any frame", id, empty->count(), empty->of());
  farm::RunResult result;
  result.run_id = id;
  result.done = true;
  sweep::describe_run(result, cache.spec);
  result.details["frames"] = wanted.num_frames;
  result.details["bytes"] = bytes;
  result.details["masks"] = cache.setup.study.video.masks;
  result.details[sweep::kEmptyVideos] = {{"count", empty->count()}, {"of", empty->of()}};
  result.details["device"] = placement_of(cache.setup.study, Network::kSegmenter).device.str();
  farm::set_output(result, state.reader->checksum());
  farm::add_input(result, segmenter, wanted.segmenter);
  return result;
}

}  // namespace sonosweep::jobs
