// What a results folder takes on disk, by what it is. Reads only, and copes with files that come and go
// meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace sonosweep::farm {

// Bytes of regular files, by name: weights and checkpoints (core/checkpoint_files.h), masks.h5, all others. A
// file with several names in the folder counts once. Links are followed where they stand in for a part of the
// folder, as `runs` on another disk does; what lies deeper may link to anything, and is not.
struct DiskUse {
  std::uint64_t weights = 0, checkpoints = 0, masks = 0, other = 0;
  // For who runs this, of the file system that has least, where runs lie on another one; nothing: unknown.
  std::optional<std::uint64_t> free;
  std::size_t unreadable = 0;  // folders that cannot be read: what lies there is not counted

  std::uint64_t total() const { return weights + checkpoints + masks + other; }
};

// Looks at every file: takes about a second for 100,000 of them.
DiskUse disk_use(const std::filesystem::path& results);

}  // namespace sonosweep::farm
