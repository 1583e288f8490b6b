// A pack of short 32 x 32 videos that are the brighter the higher the S/F ratio, and mask caches to go with
// it.
//   patients p0 .. p3 (p1 and p3 readmitted), days 0 and 2, views L1 and R1: 16 videos of one zone, row
//   4 patient + 2 (day / 2) + view; 1, 3, 5, 1, 3, .. frames. S/F ratio 0.4 + 0.1 patient + 0.25 (day / 2).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "data/mask_cache.h"
#include "data/pack_reader.h"
#include "temp_dir.h"

namespace sonosweep::train {

constexpr int kTinySide = 32, kTinyPixels = kTinySide * kTinySide, kTinyClasses = 2, kTinyVideos = 16;

std::int64_t tiny_frame_count(int video);
double tiny_sf_ratio(int video);
std::uint8_t tiny_gray(int video, int frame, int pixel);
// 0 or 1.
std::uint8_t tiny_mask(int video, int frame, int cls, int pixel);
// 0..255, of a cache of probabilities.
std::uint8_t tiny_probability(int video, int frame, int cls, int pixel);

void write_tiny_pack(const std::filesystem::path& path, bool with_truth = true);
// Binary masks are those of tiny_mask(), or all their opposites.
void write_tiny_cache(const std::filesystem::path& path, const data::PackIndex& index, data::MaskKind kind,
                      bool opposite = false);

// All of it, written once.
struct TinyVideos {
  TinyVideos();
  testing::TempDir dir;
  std::unique_ptr<data::PackReader> pack;
  std::shared_ptr<const data::MaskCacheReader> binary, opposite, probability;
};

}  // namespace sonosweep::train
