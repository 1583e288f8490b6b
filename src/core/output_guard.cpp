#include "core/output_guard.h"

#include <sys/stat.h>

#include <optional>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/folder.h"
#include "core/link_target.h"
#include "core/log.h"

namespace sonosweep {
namespace {

namespace fs = std::filesystem;
using FileId = std::pair<dev_t, ino_t>;

// Of what a path leads to, links followed; nothing if that does not exist or cannot be seen.
std::optional<struct stat> look(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return found;
}

FileId id_of(const struct stat& file) {
  return {file.st_dev, file.st_ino};
}

// The first file at or below `input` that is the one looked for; "" if none is. `seen`: folders may link to
// each other in circles.
fs::path find_file(const fs::path& input, const FileId& wanted, std::set<FileId>& seen) {
  const auto there = look(input);
  if (!there) return {};
  if (!S_ISDIR(there->st_mode)) return id_of(*there) == wanted ? input : fs::path();
  if (!seen.insert(id_of(*there)).second) return {};
  for (const auto& name : names_in(input))
    if (auto found = find_file(input / name, wanted, seen); !found.empty()) return found;
  return {};
}

void refuse_input(const fs::path& output, const struct stat& there, const std::vector<fs::path>& inputs) {
  std::set<FileId> seen;
  for (const auto& input : inputs) {
    const auto found = find_file(input, id_of(there), seen);
    if (found.empty()) continue;
    const bool same_name = found.lexically_normal() == output.lexically_normal();
    throw_error<UsageError>(
        "{}: is {}, an input, and inputs are never replaced; choose another name for the output",
        output.string(), same_name ? "read here" : "the same file as " + found.string());
  }
}

void refuse_what_cannot_be_replaced(const fs::path& output, const struct stat& there) {
  if (S_ISDIR(there.st_mode))
    throw_error<UsageError>("{}: is a folder; give the name of a file", output.string());
  if (!S_ISREG(there.st_mode))
    throw_error<UsageError>("{}: is a device, pipe or socket; give the name of a file", output.string());
}

fs::path with_ending(const fs::path& path, const char* ending) {
  return path.string() + ending;
}

// What AtomicFile writes to first. A writer that was killed has left its lock file too.
void check_temporary(const fs::path& output, const OutputRules& rules) {
  const auto temporary = with_ending(output, ".part");
  const auto there = look(temporary);
  if (!there) return;
  refuse_input(temporary, *there, rules.inputs);
  refuse_what_cannot_be_replaced(temporary, *there);
  if (there->st_size > 0 && !rules.force && !look(with_ending(output, ".lock")))
    throw_error<UsageError>(
        "{}: is in the way of the temporary file that becomes {}; choose another name for the output, or "
        "move it away; --force replaces it",
        temporary.string(), output.string());
}

// `target`: what `output` leads to.
void check_folder_of(const fs::path& output, const fs::path& target) {
  const auto folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const auto there = look(folder);
  if (!there || !S_ISDIR(there->st_mode))
    throw_error<Error>("{}: cannot write, there is no folder {}", output.string(), folder.string());
}

std::unique_ptr<FileLock> lock_output(const fs::path& lock, const std::string& program,
                                      const fs::path& output) {
  try {
    return std::make_unique<FileLock>(lock, program, LockFile::kIsRemoved, output);
  } catch (const NoLocks& error) {
    log_warning("{}; see to it that no other program writes {} meanwhile", error.what(), output.string());
    return nullptr;
  }
}

}  // namespace

void check_output(const fs::path& output, const OutputKind& kind, const OutputRules& rules) {
  if (output.empty() || !output.has_filename())
    throw_error<UsageError>("'{}': is no name of a file to write", output.string());
  const auto there = look(output);
  if (!there) return;
  refuse_what_cannot_be_replaced(output, *there);
  refuse_input(output, *there, rules.inputs);
  if (rules.force || there->st_size == 0) return;
  if (const auto why = kind.mismatch(output); !why.empty())
    throw_error<UsageError>(
        "{}: exists and is not {} ({}); it is left as it is; choose another name for the output; --force "
        "replaces it",
        output.string(), kind.name, why);
}

OutputGuard::OutputGuard(const fs::path& output, const OutputKind& kind, const OutputRules& rules,
                         const std::string& program) {
  check_output(output, kind, rules);
  // Of a link, AtomicFile writes what it points to: two links to one file are one output.
  const auto target = link_target(output);
  check_folder_of(output, target);
  check_temporary(target, rules);
  lock_ = lock_output(with_ending(target, ".lock"), program, output);
}

FolderGuard::FolderGuard(const fs::path& folder, const std::string& program)
    : lock_(lock_output(folder / ".lock", program, folder)) {}

}  // namespace sonosweep
