// Which of our HDF5 files a file is, by its content.
#pragma once

#include <filesystem>
#include <string>

#include "core/output_guard.h"

namespace sonosweep::data {

// Root attribute `schema`: "sonosweep-pack", "sonosweep-segmentation", ..; "" where there is none. Throws
// DataError if it is no HDF5 file, or is damaged, or is open for writing elsewhere; Error if it cannot be
// read.
std::string schema_of(const std::filesystem::path& path);
bool is_pack(const std::filesystem::path& path);  // does not throw

// For check_output() and OutputGuard.
OutputKind pack_output();
OutputKind segmentation_output();

}  // namespace sonosweep::data
