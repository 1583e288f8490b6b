#include "jobs/setup/empty_videos.h"

#include <algorithm>

#include "jobs/setup/frame_batches.h"

namespace sonosweep::jobs {
namespace {

constexpr std::uint8_t kHalf = 128;  // the smallest round(255 p) with p >= 0.5

}  // namespace

EmptyVideos::EmptyVideos(const data::PackIndex& index, const data::MaskCacheInfo& info)
    : video_of_(static_cast<std::size_t>(index.num_frames)),
      has_mask_(index.videos.size()),
      values_per_frame_(static_cast<std::int64_t>(info.classes.size()) * info.height * info.width),
      least_(info.kind == data::MaskKind::kBinary ? 1 : kHalf) {
  for (std::size_t row = 0; row < index.videos.size(); ++row) {
    const auto& video = index.videos[row];
    for (std::int64_t k = 0; k < video.num_frames; ++k)
      video_of_.at(static_cast<std::size_t>(video.first_frame + k)) = row;
  }
}

void EmptyVideos::add(const std::uint8_t* values, std::int64_t count) {
  for (std::int64_t k = 0; k < count; ++k, ++next_, values += values_per_frame_) {
    auto& has_mask = has_mask_[video_of_.at(next_)];
    if (has_mask == 0)
      has_mask = std::any_of(values, values + values_per_frame_,
                             [&](std::uint8_t value) { return value >= least_; });
  }
}

std::size_t EmptyVideos::count() const {
  return static_cast<std::size_t>(std::count(has_mask_.begin(), has_mask_.end(), 0));
}

EmptyVideos empty_videos(const data::PackIndex& index, const data::MaskCacheReader& reader) {
  EmptyVideos empty(index, reader.info());
  for (const auto& batch : frame_batches(index))
    empty.add(reader.read(batch.first, batch.count).data(), batch.count);
  return empty;
}

}  // namespace sonosweep::jobs
