#include "jobs/run/run_folder.h"

#include <system_error>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/folder.h"
#include "core/log.h"
#include "core/sha256.h"

namespace sonosweep::jobs {
namespace {

namespace fs = std::filesystem;

void remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) throw_error<Error>("{}: cannot remove ({})", path.string(), error.message());
}

}  // namespace

std::string file_digest(const fs::path& path) {
  return sha256_hex(read_file(path));
}

void clear_run_folder(const fs::path& folder) {
  remove_file(folder / "result.json");
  for (const auto& name : files_in(folder))
    if (name != "log.txt" && name != ".lock") remove_file(folder / name);
}

void claim_run_folder(const fs::path& folder, const std::string& run_id, const std::string& identity) {
  const auto file = folder / "identity";
  const std::string text = identity + "\n";
  if (fs::exists(file)) {
    if (read_file(file) == text) return;
    log_warning("{}: what had been begun was made from other inputs or with other settings; it starts anew",
                run_id);
    clear_run_folder(folder);
  }
  write_file_atomically(file, text);
}

}  // namespace sonosweep::jobs
