// Why HDF5 does not open a file that is not damaged: somebody else has it. Private to this folder.
#pragma once

#include <filesystem>

namespace sonosweep::data {

enum class OpenElsewhere {
  kNo,
  kNow,     // a program has it open for writing: HDF5's lock (flock) is held
  kMarked,  // the file says so, no lock does: its writer was killed, or is where its locks are not seen
};

// Looks at the lock and at the consistency flags of the superblock (HDF5 File Format Specification 3.0,
// II.A). What cannot be read is kNo.
OpenElsewhere open_elsewhere(const std::filesystem::path& path);

}  // namespace sonosweep::data
