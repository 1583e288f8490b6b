// What a run is started with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "farm/processes/node.h"

namespace sonosweep::farm {

struct ChildCommand {
  std::vector<std::string> arguments;    // [0] is the program: a path
  std::vector<std::string> environment;  // "NAME=value"
  std::filesystem::path log_file;        // standard output and error are appended; the folder exists
  std::string log_header;                // one line before them
  CpuSet cpus;                           // where it may run; none set = where the parent runs
};

}  // namespace sonosweep::farm
