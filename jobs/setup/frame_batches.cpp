#include "jobs/setup/frame_batches.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"

namespace sonosweep::jobs {
namespace {

// An FPN's feature maps take about 2 kB a pixel: 2 GB at most.
constexpr std::int64_t kPixelsPerBatch = 1 << 20;
constexpr std::int64_t kMostFrames = 16;

}  // namespace

std::vector<FrameBatch> frame_batches(const data::PackIndex& index, const std::vector<std::size_t>& videos) {
  const std::int64_t most =
      std::clamp<std::int64_t>(kPixelsPerBatch / (std::int64_t{index.height} * index.width), 1, kMostFrames);
  std::vector<FrameBatch> batches;
  for (const auto row : videos) {
    const auto& video = index.videos.at(row);
    for (std::int64_t done = 0; done < video.num_frames; done += most)
      batches.push_back({video.first_frame + done, std::min(most, video.num_frames - done)});
  }
  std::sort(batches.begin(), batches.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return batches;
}

std::vector<FrameBatch> frame_batches(const data::PackIndex& index) {
  std::vector<std::size_t> all(index.videos.size());
  std::iota(all.begin(), all.end(), 0U);
  auto batches = frame_batches(index, all);
  std::int64_t next = 0;
  for (const auto& batch : batches) {
    if (batch.first != next) break;
    next += batch.count;
  }
  if (next != index.num_frames)
    throw_error<DataError>("pack '{}': frame {} belongs to no video, or to two; pack the data again",
                           index.name, next);
  return batches;
}

}  // namespace sonosweep::jobs
