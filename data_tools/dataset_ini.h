// dataset.ini of a source folder: the data set's name and its classes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data_tools/faults.h"

namespace sonosweep::data_tools {

struct DatasetIni {
  std::string name;
  std::vector<std::string> classes;  // in channel order
};

// `name = value` lines; `#` and `;` begin a comment line; [section] lines are ignored. A missing file, a
// missing key or a class named twice is a fatal fault; an unknown key is noted.
DatasetIni read_dataset_ini(const std::filesystem::path& path, Faults& faults);

}  // namespace sonosweep::data_tools
