// How many videos of a pack have no mask at all: what a clinical network sees of them is the grayscale alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/mask_cache.h"
#include "data/pack.h"

namespace sonosweep::jobs {

// Takes the frames of a mask cache from first to last.
class EmptyVideos {
 public:
  EmptyVideos(const data::PackIndex& index, const data::MaskCacheInfo& info);

  // uint8 [count,C,H,W] of the next `count` frames, as the cache holds them: 0/1, or round(255 p), where
  // p >= 0.5 is mask. Throws std::out_of_range beyond the last frame.
  void add(const std::uint8_t* values, std::int64_t count);

  // Videos without a mask pixel of any class in any frame.
  std::size_t count() const;
  std::size_t of() const { return has_mask_.size(); }

 private:
  std::vector<std::size_t> video_of_;  // frame -> row of /videos
  std::vector<char> has_mask_;         // by row of /videos
  std::int64_t values_per_frame_;
  std::uint8_t least_;  // value of a mask pixel
  std::size_t next_ = 0;
};

// Of a whole cache. Throws as MaskCacheReader::read().
EmptyVideos empty_videos(const data::PackIndex& index, const data::MaskCacheReader& reader);

}  // namespace sonosweep::jobs
