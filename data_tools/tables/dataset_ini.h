// dataset.ini of a source folder: the data set's name and its classes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data_tools/faults.h"
#include "data_tools/resize.h"

namespace sonosweep::data_tools {

struct DatasetIni {
  std::string name;
  std::vector<std::string> classes;         // in channel order
  std::optional<std::uint64_t> full_scale;  // of all confidence maps whose row says none
  std::optional<Fit> fit;
};

// `name = value` lines; `#` and `;` begin a comment line; [section] lines are ignored. A missing file, a
// missing key, a class named twice, a comment behind a value or quotes around it is a fatal fault; there are
// no classes then where they cannot be read; an unknown key is noted.
DatasetIni read_dataset_ini(const std::filesystem::path& path, Faults& faults);

}  // namespace sonosweep::data_tools
