// What packing noted, as the pack keeps it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data_tools/faults.h"
#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {

// The notes, then what was left out ("left out: .."). Files are named relative to the source folder, those
// elsewhere without their folder: neither the machine nor where the folder lay there becomes part of the
// data; dates are hidden. Always UTF-8 without zero bytes, also where a file's name is not.
std::vector<std::string> pack_notes(const Faults& faults, const std::filesystem::path& folder,
                                    const SourceFolder& source);

}  // namespace sonosweep::data_tools
