#include "farm/mpi/session_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::mpi {
namespace {

namespace fs = std::filesystem;

bool is_set(const char* name) {
  return std::getenv(name) != nullptr;
}

// Who started us has made it.
bool is_there_already() {
  return is_set("OMPI_COMM_WORLD_SIZE") || is_set("PMIX_RANK");
}

// "" if a folder can be made in it; else why not.
std::string why_not_usable(const fs::path& folder) {
  std::string pattern = folder / "sonosweep-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) return errno_text(errno);
  ::rmdir(pattern.c_str());
  return {};
}

}  // namespace

void check_session_folder() {
  if (is_there_already()) return;
  // In Open MPI's order; version 4 knows the first, version 5 the second.
  for (const char* name :
       {"OMPI_MCA_orte_tmpdir_base", "PRTE_MCA_prte_tmpdir_base", "TMPDIR", "TEMP", "TMP"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    // Folders that are missing are made.
    fs::path there = fs::absolute(value);
    std::error_code ignored;
    while (!fs::exists(there, ignored) && there.has_relative_path()) there = there.parent_path();
    const std::string why = why_not_usable(there);
    if (why.empty()) return;
    throw_error<Error>(
        "{}={}: no folder can be made in {} ({}), and MPI needs one for its session; set {} to a folder that "
        "can be written to (export {}=/tmp), or unset it",
        name, value, there.string(), why, name, name);
  }
}

}  // namespace sonosweep::mpi
