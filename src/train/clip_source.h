// Clips as the video network takes them: grayscale frames with mask channels behind them.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "data/mask_cache.h"
#include "data/pack_reader.h"
#include "tasks/clinical_videos.h"

namespace sonosweep::train {

enum class MaskChannels { kNone, kCached, kTruth };

struct ClipSourceOptions {
  MaskChannels channels = MaskChannels::kCached;
  int height = 0, width = 0;  // 0 = as in the pack; else resized by area (masks become covered shares)
  // Of kCached: the caches, and for each video of the pack (by row) which of them its masks come from.
  std::vector<std::shared_ptr<const data::MaskCacheReader>> caches;
  std::vector<std::size_t> cache_of_video;  // empty = caches[0] for all
  // Of kTruth: by row of /videos the row of the video whose masks it gets; empty = its own.
  std::vector<std::int64_t> masks_of_video;
  std::int64_t memory_limit = std::int64_t{1} << 30;  // bytes of frames that were read and are kept
};

// A frame is held as bytes at the network's size: exact at the pack's own size, elsewhere rounded to 1/255,
// as a pack of that size would hold it. Not thread-safe.
class ClipSource {
 public:
  // `pack` outlives this. Throws UsageError where the pack holds no truth for every frame and kTruth asks for
  // it, DataError for a cache made of other data, Error for options that do not fit together.
  ClipSource(const data::PackReader& pack, ClipSourceOptions options);
  ~ClipSource();
  ClipSource(ClipSource&&) noexcept;
  ClipSource& operator=(ClipSource&&) noexcept;

  // 1 for grayscale alone, 1 + C otherwise.
  int channels() const;
  int height() const;
  int width() const;
  // Of frames kept so far, at most options.memory_limit.
  std::int64_t kept_bytes() const;

  // Frames `frames` (within the video) -> float [T,channels,height,width] in 0..1. Throws DataError (damage),
  // std::out_of_range.
  torch::Tensor clip(const tasks::TaskVideo& video, const std::vector<std::int64_t>& frames);
  // Several clips of one length -> [B,T,channels,height,width].
  torch::Tensor clips(const std::vector<tasks::TaskVideo>& videos,
                      const std::vector<std::vector<std::int64_t>>& frames);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sonosweep::train
