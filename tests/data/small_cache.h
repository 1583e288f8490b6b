// A mask cache of five frames with two classes, for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/mask_cache.h"

namespace sonosweep::data {

// Digests of 64 digits; 5 frames of 6x5 (30 pixels: no multiple of 8) with classes "pleura" and "B line".
MaskCacheInfo small_cache_info(MaskKind kind);
// Values of frame n, [C,H,W]; no two frames are alike.
std::vector<std::uint8_t> small_cache_masks(const MaskCacheInfo& info, std::int64_t n);
// Returns the checksum.
std::string write_small_cache(const std::filesystem::path& path, const MaskCacheInfo& info);

}  // namespace sonosweep::data
