// Kinds of files that programs write, for output_guard.h; those of HDF5 are in data/file_schema.h.
#pragma once

#include <string>

#include "core/output_guard.h"

namespace sonosweep {

OutputKind png_output();
OutputKind svg_output();
// `mark`: a text near its beginning.
OutputKind html_output(const std::string& name = "an HTML page", const std::string& mark = "");
// UTF-8 without zero bytes. `name`: "a table in Markdown".
OutputKind text_output(const std::string& name);

}  // namespace sonosweep
