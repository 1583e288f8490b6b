#include "core/build_info.h"

#include <unistd.h>

#include <exception>

#include "core/sha256.h"
#include "git_describe.h"
#include "version.h"

namespace sonosweep {

const BuildInfo& build_info() {
  static const BuildInfo info {
    SONOSWEEP_VERSION, SONOSWEEP_GIT_DESCRIBE, SONOSWEEP_BUILD_TYPE,
#if defined(__clang__)
        "clang " __clang_version__
#else
        "g++ " __VERSION__
#endif
  };
  return info;
}

const std::string& binary_digest() {
  static const std::string digest = []() -> std::string {
    try {
      return sha256_file("/proc/self/exe");  // the file that was started, even where another has its name now
    } catch (const std::exception&) {
      return "unknown";
    }
  }();
  return digest;
}

std::string host_name() {
  char name[256] = "";
  if (gethostname(name, sizeof name - 1) != 0) return "unknown";
  return name;
}

}  // namespace sonosweep
