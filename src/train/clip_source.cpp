#include "train/clip_source.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

#include "core/error.h"
#include "tasks/shuffled_masks.h"

namespace sonosweep::train {
namespace {

// Area averages, rounded to bytes. `planes`: uint8 [C,H,W].
torch::Tensor resized(const torch::Tensor& planes, int height, int width) {
  if (planes.size(1) == height && planes.size(2) == width) return planes;
  // Sums of bytes are whole numbers far below 2^24: exact in float32, in any order.
  const auto pooled = torch::adaptive_avg_pool2d(planes.to(torch::kFloat), {height, width});
  return pooled.round().to(torch::kByte);
}

void check_cache(const data::MaskCacheInfo& cache, const data::PackIndex& index) {
  auto wanted = cache;
  wanted.data_checksum = index.checksum;
  wanted.classes = index.classes;
  wanted.num_frames = index.num_frames;
  wanted.height = index.height;
  wanted.width = index.width;
  const auto different = data::difference(cache, wanted);
  if (!different.empty()) throw_error<DataError>("the mask cache does not fit the pack: {}", different);
}

}  // namespace

struct ClipSource::Impl {
  const data::PackReader& pack;
  ClipSourceOptions options;
  std::vector<torch::Tensor> kept;  // by row of /frames: uint8 [channels,height,width], undefined = not kept
  std::int64_t kept_bytes = 0;

  int channels() const {
    return options.channels == MaskChannels::kNone ? 1 : 1 + static_cast<int>(pack.index().classes.size());
  }

  // The row of /frames whose true structures stand beside frame `row`.
  std::int64_t truth_row(std::int64_t video, std::int64_t row) const {
    if (options.masks_of_video.empty()) return row;
    const auto& videos = pack.index().videos;
    const auto& own = videos[static_cast<std::size_t>(video)];
    const auto& other =
        videos[static_cast<std::size_t>(options.masks_of_video[static_cast<std::size_t>(video)])];
    return other.first_frame +
           tasks::frame_of_other_video(row - own.first_frame, own.num_frames, other.num_frames);
  }

  // Masks of a frame, 0..255: [C,H,W].
  std::vector<std::uint8_t> masks(std::int64_t video, std::int64_t row) const {
    bool binary = true;
    std::vector<std::uint8_t> values;
    if (options.channels == MaskChannels::kTruth) {
      values = pack.read_frame_truth(truth_row(video, row), 1);
    } else {
      const auto which =
          options.cache_of_video.empty() ? 0 : options.cache_of_video[static_cast<std::size_t>(video)];
      const auto& cache = *options.caches[which];
      values = cache.read(row, 1);
      binary = cache.info().kind == data::MaskKind::kBinary;
    }
    if (binary)
      for (auto& value : values) value = value != 0 ? 255 : 0;
    return values;
  }

  torch::Tensor read(std::int64_t video, std::int64_t row) const {
    const auto& index = pack.index();
    auto frame = torch::empty({channels(), index.height, index.width}, torch::kByte);
    auto* out = frame.data_ptr<std::uint8_t>();
    const auto gray = pack.read_frames(row, 1);
    out = std::copy(gray.begin(), gray.end(), out);
    if (options.channels != MaskChannels::kNone) {
      const auto values = masks(video, row);
      std::copy(values.begin(), values.end(), out);
    }
    return resized(frame, options.height, options.width);
  }

  torch::Tensor frame(std::int64_t video, std::int64_t row) {
    auto& place = kept[static_cast<std::size_t>(row)];
    if (place.defined()) return place;
    const auto frame = read(video, row);
    if (kept_bytes + frame.numel() <= options.memory_limit) {
      kept_bytes += frame.numel();
      place = frame;
    }
    return frame;
  }
};

ClipSource::ClipSource(const data::PackReader& pack, ClipSourceOptions options)
    : impl_(std::make_unique<Impl>(Impl{pack, std::move(options), {}})) {
  const auto& index = pack.index();
  auto& given = impl_->options;
  if (given.height <= 0 || given.width <= 0) given.height = index.height, given.width = index.width;
  impl_->kept.resize(static_cast<std::size_t>(index.num_frames));
  if (given.channels == MaskChannels::kTruth && !index.has_frame_truth)
    throw_error<UsageError>(
        "pack '{}' does not hold the true structures of every frame, which the controls 'truth' and "
        "'shuffled' need; leave them out of the study's controls",
        index.name);
  const auto rows = static_cast<std::int64_t>(index.videos.size());
  const auto& others = given.masks_of_video;
  if (!others.empty() &&
      (given.channels != MaskChannels::kTruth || others.size() != index.videos.size() ||
       std::any_of(others.begin(), others.end(), [&](auto other) { return other < 0 || other >= rows; })))
    throw_error<Error>(
        "true masks of other videos are given for {} videos of {}, or of one that is not there",
        others.size(), rows);
  if (given.channels != MaskChannels::kCached) return;
  if (given.caches.empty()) throw Error("mask channels are asked for and no mask cache is given");
  for (const auto& cache : given.caches) check_cache(cache->info(), index);
  const auto& which = given.cache_of_video;
  if (!which.empty() && (which.size() != index.videos.size() ||
                         *std::max_element(which.begin(), which.end()) >= given.caches.size()))
    throw_error<Error>("mask caches are given for {} videos of {}, or one that is not there", which.size(),
                       index.videos.size());
}

ClipSource::~ClipSource() = default;
ClipSource::ClipSource(ClipSource&&) noexcept = default;
ClipSource& ClipSource::operator=(ClipSource&&) noexcept = default;

int ClipSource::channels() const {
  return impl_->channels();
}
int ClipSource::height() const {
  return impl_->options.height;
}
int ClipSource::width() const {
  return impl_->options.width;
}
std::int64_t ClipSource::kept_bytes() const {
  return impl_->kept_bytes;
}

torch::Tensor ClipSource::clip(const tasks::TaskVideo& video, const std::vector<std::int64_t>& frames) {
  const auto& entry = impl_->pack.index().videos.at(static_cast<std::size_t>(video.video));
  std::vector<torch::Tensor> planes;
  for (const auto frame : frames) {
    if (frame < 0 || frame >= entry.num_frames)
      throw std::out_of_range(
          fmt::format("frame {} of video {}, which has {}", frame, entry.id, entry.num_frames));
    planes.push_back(impl_->frame(video.video, entry.first_frame + frame));
  }
  return torch::stack(planes).to(torch::kFloat) / 255;
}

torch::Tensor ClipSource::clips(const std::vector<tasks::TaskVideo>& videos,
                                const std::vector<std::vector<std::int64_t>>& frames) {
  std::vector<torch::Tensor> all;
  for (std::size_t k = 0; k < videos.size(); ++k) all.push_back(clip(videos[k], frames.at(k)));
  return torch::stack(all);
}

}  // namespace sonosweep::train
