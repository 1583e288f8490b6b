// Which files a conversion reads, so that none of them is written over.
#pragma once

#include <filesystem>
#include <vector>

#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {

// What the tables name, wherever it lies, and the source folder itself: whatever lies in it is taken for an
// input, rows with faults may name it. But a pack: that was converted into the folder, and may be again.
std::vector<std::filesystem::path> source_inputs(const std::filesystem::path& folder,
                                                 const SourceFolder& source,
                                                 const std::filesystem::path& output);

}  // namespace sonosweep::data_tools
