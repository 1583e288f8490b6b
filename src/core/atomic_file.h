// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sonosweep {

// A temporary name beside `path`, renamed to it by commit(); without commit() the temporary is removed. A
// link stays: what it points to is written. Written by append(), or by whoever opens temporary_path() and
// closes it before commit(). One writer per path at a time.
class AtomicFile {
 public:
  // Throws Error if the folder does not exist or cannot be written.
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::filesystem::path& temporary_path() const { return temporary_; }
  // Adds bytes at the end. Does not throw, for callers that may not: after a failure nothing more is written,
  // and commit() throws what it was.
  void append(std::string_view bytes);
  // Syncs the file, renames it, syncs the folder. Throws Error (disk full, permission).
  void commit();

 private:
  std::filesystem::path path_, temporary_;
  int fd_ = -1;     // of append()
  int reason_ = 0;  // errno of its first failure
  bool committed_ = false;
};

// Writes bytes whole or not at all. Throws Error.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// The whole file. Throws Error naming it.
std::string read_file(const std::filesystem::path& path);

// Creates the folder and its parents. Throws Error naming it.
void create_folders(const std::filesystem::path& path);

}  // namespace sonosweep
