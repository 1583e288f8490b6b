#include "core/build_info.h"

#include <unistd.h>

#include "git_describe.h"
#include "version.h"

namespace sonosweep {

const BuildInfo& build_info() {
  static const BuildInfo info{SONOSWEEP_VERSION, SONOSWEEP_GIT_DESCRIBE, SONOSWEEP_BUILD_TYPE,
#if defined(__clang__)
                              "clang " __clang_version__
#else
                              "g++ " __VERSION__
#endif
  };
  return info;
}

std::string host_name() {
  char name[256] = "";
  if (gethostname(name, sizeof name - 1) != 0) return "unknown";
  return name;
}

}  // namespace sonosweep
