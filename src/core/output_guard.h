// What a program may write over: never what it reads, and without --force only files of the kind that it
// writes. Of a symbolic link that is what it points to.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/file_lock.h"

namespace sonosweep {

// A kind of file, told by its content.
struct OutputKind {
  std::string name;  // "a pack", for messages
  // Why the file is of another kind ("is no HDF5 file"); "" if it is of this one. Does not throw.
  std::function<std::string(const std::filesystem::path&)> mismatch;
};

struct OutputRules {
  // Files that the program reads, and folders of which it reads any file. Those that do not exist do not
  // matter.
  std::vector<std::filesystem::path> inputs;
  bool force = false;  // files of another kind are replaced too
};

// Throws UsageError if `output` is one of the inputs by any name (links, other spellings), a folder, a device
// or the like, or exists and is not of the kind (unless forced). What is empty may always be replaced.
void check_output(const std::filesystem::path& output, const OutputKind& kind, const OutputRules& rules);

// Keeps other writers off `output` as long as it lives, by the file <output>.lock, which ends with it
// (beside what a link points to). Make it before hours of work.
class OutputGuard {
 public:
  // Looks as check_output() does, and at the temporary file of AtomicFile: one that no writer left is not
  // touched unless forced. `program`: who writes, for the others' messages. A file system without locks is
  // said in a warning. Throws UsageError, LockHeld naming the holder, Error (no such folder, not writable).
  OutputGuard(const std::filesystem::path& output, const OutputKind& kind, const OutputRules& rules,
              const std::string& program);

 private:
  std::unique_ptr<FileLock> lock_;
};

// Keeps other writers off a folder likewise, by the file <folder>/.lock.
class FolderGuard {
 public:
  FolderGuard(const std::filesystem::path& folder, const std::string& program);

 private:
  std::unique_ptr<FileLock> lock_;
};

}  // namespace sonosweep
