#include "data/small_cache.h"

namespace sonosweep::data {

MaskCacheInfo small_cache_info(MaskKind kind) {
  MaskCacheInfo info;
  info.kind = kind;
  info.data_checksum = std::string(64, 'd');
  info.segmenter = std::string(64, 'e');
  info.classes = {"pleura", "B line"};
  info.num_frames = 5;
  info.height = 6;
  info.width = 5;
  return info;
}

std::vector<std::uint8_t> small_cache_masks(const MaskCacheInfo& info, std::int64_t n) {
  const std::size_t count = info.classes.size() * static_cast<std::size_t>(info.height * info.width);
  const auto frame = static_cast<std::size_t>(n);
  std::vector<std::uint8_t> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<std::uint8_t>(info.kind == MaskKind::kBinary ? (i * i + 3 * frame) % 7 < 3
                                                                         : (50 * frame + 7 * i) % 256);
  return values;
}

std::string write_small_cache(const std::filesystem::path& path, const MaskCacheInfo& info) {
  MaskCacheWriter writer(path, info);
  for (std::int64_t n = 0; n < info.num_frames; ++n) writer.append(small_cache_masks(info, n).data(), 1);
  return writer.finish();
}

}  // namespace sonosweep::data
