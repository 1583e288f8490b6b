#include "train/tiny_videos.h"

#include <fmt/format.h>

#include "data/pack_writer.h"

namespace sonosweep::train {

std::int64_t tiny_frame_count(int video) {
  return 1 + 2 * (video % 3);
}

double tiny_sf_ratio(int video) {
  return 0.4 + 0.1 * (video / 4) + 0.25 * (video / 2 % 2);
}

std::uint8_t tiny_gray(int video, int frame, int pixel) {
  const int texture = (7 * pixel + 13 * frame + 5 * (pixel / kTinySide) * video) % 23;
  return static_cast<std::uint8_t>(20 + static_cast<int>(180 * tiny_sf_ratio(video)) + texture);
}

std::uint8_t tiny_mask(int video, int frame, int cls, int pixel) {
  return (pixel % kTinySide + pixel / kTinySide * (cls + 1) + video + frame) % 7 < 3 ? 1 : 0;
}

std::uint8_t tiny_probability(int video, int frame, int cls, int pixel) {
  return static_cast<std::uint8_t>((pixel + 31 * cls + 57 * video + 3 * frame) % 256);
}

void write_tiny_pack(const std::filesystem::path& path, bool with_truth) {
  data::PackWriter writer(path, kTinySide, kTinySide, kTinyClasses);
  data::PackIndex index;
  index.name = "tiny";
  index.classes = {"a", "b"};
  for (int v = 0; v < kTinyVideos; ++v) {
    for (int n = 0; n < tiny_frame_count(v); ++n) {
      std::vector<std::uint8_t> gray, masks;
      for (int i = 0; i < kTinyPixels; ++i) gray.push_back(tiny_gray(v, n, i));
      writer.append_frames(gray.data(), 1);
      for (int c = 0; c < kTinyClasses; ++c)
        for (int i = 0; i < kTinyPixels; ++i) masks.push_back(tiny_mask(v, n, c, i));
      if (with_truth) writer.append_frame_truth(masks.data(), 1);
    }
    data::Video video;
    video.id = fmt::format("v{:02}", v);
    video.patient = fmt::format("p{}", v / 4);
    video.day = v / 2 % 2 * 2;
    video.view = v % 2 == 0 ? "L1" : "R1";
    writer.end_video(video);
    if (v % 2 == 0)
      index.clinical.push_back({video.patient, video.day, tiny_sf_ratio(v), 477 * tiny_sf_ratio(v)});
    if (v % 4 == 0) index.patients.push_back({video.patient, v / 4 % 2, {}});
  }
  writer.finish(index);
}

void write_tiny_cache(const std::filesystem::path& path, const data::PackIndex& index, data::MaskKind kind,
                      bool opposite) {
  data::MaskCacheInfo info;
  info.kind = kind;
  info.data_checksum = index.checksum;
  info.segmenter = "made up";
  info.classes = index.classes;
  info.num_frames = index.num_frames;
  info.height = index.height;
  info.width = index.width;
  data::MaskCacheWriter writer(path, info);
  for (int v = 0; v < kTinyVideos; ++v)
    for (int n = 0; n < tiny_frame_count(v); ++n) {
      std::vector<std::uint8_t> values;
      for (int c = 0; c < kTinyClasses; ++c)
        for (int i = 0; i < kTinyPixels; ++i)
          values.push_back(kind == data::MaskKind::kProbability ? tiny_probability(v, n, c, i)
                           : opposite                           ? 1 - tiny_mask(v, n, c, i)
                                                                : tiny_mask(v, n, c, i));
      writer.append(values.data(), 1);
    }
  writer.finish();
}

TinyVideos::TinyVideos() {
  write_tiny_pack(dir / "pack.h5");
  pack = std::make_unique<data::PackReader>(dir / "pack.h5");
  const auto cache = [&](const char* name, data::MaskKind kind, bool turned) {
    write_tiny_cache(dir / name, pack->index(), kind, turned);
    return std::make_shared<const data::MaskCacheReader>(dir / name);
  };
  binary = cache("binary.h5", data::MaskKind::kBinary, false);
  opposite = cache("opposite.h5", data::MaskKind::kBinary, true);
  probability = cache("probability.h5", data::MaskKind::kProbability, false);
}

}  // namespace sonosweep::train
