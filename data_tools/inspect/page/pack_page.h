// A pack as one page to look at: what came in.
#pragma once

#include <cstdint>
#include <string>

#include "data/pack_reader.h"
#include "data_tools/inspect/pack_facts.h"

namespace sonosweep::data_tools {

// Near the beginning of every such page: how it is told from other files.
constexpr const char* kPackPageMark = ": sonosweep pack</title>";

// The pack in numbers, what is worth a look (packing's notes too), labels per class, annotator and threshold,
// clinical values, a card per video, patients, and the identity of the data. One file that loads nothing from
// anywhere; all texts of the pack are escaped, and no script runs but the page's own. The same pack gives the
// same bytes. `file_bytes`: of the pack.
std::string pack_page(const data::PackReader& reader, const PackFacts& facts, std::uintmax_t file_bytes);

}  // namespace sonosweep::data_tools
