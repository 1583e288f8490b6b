// Rows that name one file: what was painted on one frame is hardly meant for another.
#pragma once

#include <cstddef>
#include <vector>

#include "data_tools/faults.h"
#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {

// A map or mask in which something is painted: one that is empty may serve many rows.
struct PaintedMap {
  const SourceAnnotation* annotation = nullptr;
  const SourceMap* map = nullptr;
};

// Notes each row whose file, read in the same way, is also that of an earlier row of its table. The masks of
// one row stand in the annotations of several annotators.
void note_shared_maps(const SourceFolder& source, const std::vector<PaintedMap>& maps, Faults& faults);

}  // namespace sonosweep::data_tools
