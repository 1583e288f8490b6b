// Which program this is: version, checkout, compiler.
#pragma once

#include <string>

namespace sonosweep {

struct BuildInfo {
  std::string version;       // "0.1.0"
  std::string git_describe;  // "v0.1.0-3-gabc1234-dirty", or "unknown"
  std::string build_type;    // "Release"
  std::string compiler;      // "g++ 12.2.0"
};

const BuildInfo& build_info();
// SHA-256 of the running program's file, computed once; "unknown" where that cannot be read. Thread-safe.
const std::string& binary_digest();
// This machine's name.
std::string host_name();

}  // namespace sonosweep
