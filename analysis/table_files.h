// Tables on disk: <folder>/<name>.csv, and .md, .tex and .html unless they are for programs only.
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/table.h"

namespace sonosweep::analysis {

// Makes the folder; each file appears whole or not at all. Equal tables give equal bytes. Throws Error.
void write_tables(const std::filesystem::path& folder, const std::vector<Table>& tables);

}  // namespace sonosweep::analysis
