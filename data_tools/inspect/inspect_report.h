// What is inside a pack, as text.
#pragma once

#include <string>

#include "data/pack_reader.h"

namespace sonosweep::data_tools {

// Name, sizes, checksum; videos, frames and annotation rows per patient, view and day; per class: annotated
// frames in which it was painted, and a histogram of the confidence of painted pixels. Reads all maps, a row
// at a time.
std::string pack_report(const data::PackReader& reader);

}  // namespace sonosweep::data_tools
