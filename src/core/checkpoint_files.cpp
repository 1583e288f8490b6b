#include "core/checkpoint_files.h"

#include <algorithm>
#include <iterator>
#include <system_error>

#include "core/error.h"

namespace sonosweep {

bool is_checkpoint_file(const std::string& name) {
  return std::find(std::begin(kCheckpointFiles), std::end(kCheckpointFiles), name) !=
         std::end(kCheckpointFiles);
}

int remove_checkpoints(const std::filesystem::path& folder) {
  int removed = 0;
  for (const char* name : kCheckpointFiles) {
    std::error_code error;
    removed += std::filesystem::remove(folder / name, error) ? 1 : 0;
    if (error) throw_error<Error>("{}: cannot be removed ({})", (folder / name).string(), error.message());
  }
  return removed;
}

}  // namespace sonosweep
