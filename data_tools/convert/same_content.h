// Two videos that are one: the same bytes under two names.
#pragma once

#include "data_tools/convert/source_check.h"
#include "data_tools/faults.h"
#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {

// Compares the files of all videos (of a folder of images: its images, in their order) by SHA-256, where
// sizes are equal, and every file with the digest that videos.csv gives. The same content under two patients
// is a fault, under one a note; another digest than given, or one given for a folder, is a fault. Videos with
// a fault lose their size in `check`: they cannot be used. What could not be used before is not compared.
void check_same_content(const SourceFolder& source, int jobs, SourceCheck& check, Faults& faults);

}  // namespace sonosweep::data_tools
