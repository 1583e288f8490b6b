// The sections of a pack's page that are tables.
#pragma once

#include <cstdint>
#include <string>

#include "data/pack.h"
#include "data_tools/inspect/pack_facts.h"

namespace sonosweep::data_tools {

// Each a <section>, or a part of one. What comes from the pack is escaped.
std::string labels_section(const data::PackIndex& index, const PackFacts& facts);
std::string clinical_section(const PackFacts& facts);
std::string patients_section(const data::PackIndex& index, const PackFacts& facts);
std::string identity_section(const data::PackIndex& index, const PackFacts& facts, std::uintmax_t file_bytes);
// What colours and lines on the pictures mean.
std::string legend(const data::PackIndex& index);

}  // namespace sonosweep::data_tools
