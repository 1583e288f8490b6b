// What a results folder takes on disk, by what it is. Reads only, and copes with files that come and go
// meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace sonosweep::farm {

// Bytes of regular files, by name: best.pt; last.pt, previous.pt and next.pt; masks.h5; all others. A file
// with several names in the folder counts once. Links are not followed.
struct DiskUse {
  std::uint64_t weights = 0, checkpoints = 0, masks = 0, other = 0;
  std::optional<std::uint64_t> free;  // of the file system, for who runs this; nothing: unknown

  std::uint64_t total() const { return weights + checkpoints + masks + other; }
};

// Looks at every file: takes about a second for 100,000 of them.
DiskUse disk_use(const std::filesystem::path& results);

}  // namespace sonosweep::farm
