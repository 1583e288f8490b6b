// What is inside a pack, for programs.
#pragma once

#include <cstdint>
#include <string>

#include "data/pack.h"
#include "data_tools/inspect/pack_facts.h"

namespace sonosweep::data_tools {

// One JSON object, with a line end. Keys of a schema_version are only ever added. Shares are of 1, thresholds
// in percent (0 means above 0), days and frames counted from 0; what is unknown is null.
std::string pack_json(const data::PackIndex& index, const PackFacts& facts, std::uintmax_t file_bytes);

}  // namespace sonosweep::data_tools
