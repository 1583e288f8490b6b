#include "data_tools/phantom/part_folder.h"

#include <system_error>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/link_target.h"

namespace sonosweep::data_tools {
namespace {

namespace fs = std::filesystem;
const char* const kLockName = ".sonosweep-synth.lock";

fs::path without_trailing_slash(const fs::path& path) {
  fs::path out = path.lexically_normal();
  return out.has_filename() ? out : out.parent_path();
}

void check_destination(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(folder, error);
  if (status.type() == fs::file_type::not_found) return;
  if (error) throw_error<Error>("{}: cannot look at it ({})", folder.string(), error.message());
  if (!fs::is_directory(status))
    throw_error<UsageError>("{}: exists and is not a folder; choose another --out", folder.string());
  const bool empty = fs::is_empty(folder, error);
  if (error) throw_error<Error>("{}: cannot read the folder ({})", folder.string(), error.message());
  if (!empty)
    throw_error<UsageError>("{}: exists and is not empty; choose another --out, or remove it first",
                            folder.string());
}

}  // namespace

PartFolder::PartFolder(const fs::path& folder)
    : folder_(link_target(without_trailing_slash(folder))), temporary_(folder_.string() + ".part") {
  if (folder_.empty()) throw UsageError("--out: must not be empty; name a folder to write");
  check_destination(folder_);
  std::error_code error;
  if (fs::exists(temporary_, error) && !fs::exists(temporary_ / kLockName, error) &&
      !(fs::is_directory(temporary_, error) && fs::is_empty(temporary_, error)))
    throw_error<UsageError>("{}: is in the way of a temporary folder; remove it or choose another --out",
                            temporary_.string());
  create_folders(temporary_);
  lock_ = std::make_unique<FileLock>(temporary_ / kLockName, "sonosweep-synth");
  for (const auto& entry : fs::directory_iterator(temporary_))
    if (entry.path().filename() != kLockName) fs::remove_all(entry.path());
}

PartFolder::~PartFolder() {
  std::error_code ignored;
  if (!committed_ && lock_ != nullptr) fs::remove_all(temporary_, ignored);
}

void PartFolder::commit() {
  std::error_code error;
  fs::remove(temporary_ / kLockName, error);
  if (!error) fs::rename(temporary_, folder_, error);
  if (error)
    throw_error<Error>("{}: cannot rename {} to it ({})", folder_.string(), temporary_.string(),
                       error.message());
  committed_ = true;
}

}  // namespace sonosweep::data_tools
