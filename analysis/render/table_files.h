// Tables on disk: <folder>/<name>.csv, and .md, .tex and .html unless they are for programs only.
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/render/table.h"
#include "core/output_guard.h"

namespace sonosweep::analysis {

// Makes the folder; each file appears whole or not at all. Equal tables give equal bytes. Before the first is
// written all are looked at. Throws UsageError (check_output()), LockHeld (another program writes there),
// Error.
void write_tables(const std::filesystem::path& folder, const std::vector<Table>& tables,
                  const OutputRules& rules = {});

}  // namespace sonosweep::analysis
