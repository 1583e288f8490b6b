// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sonosweep {

// A temporary name beside `path`, renamed to it by commit(); without commit() the temporary is removed. A
// link stays: what it points to is written. Whoever writes to temporary_path() closes the file before
// commit(). One writer per path at a time.
class AtomicFile {
 public:
  // Throws Error if the folder does not exist or cannot be written.
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::filesystem::path& temporary_path() const { return temporary_; }
  // Syncs the file, renames it, syncs the folder. Throws Error (disk full, permission).
  void commit();

 private:
  std::filesystem::path path_, temporary_;
  bool committed_ = false;
};

// Writes bytes whole or not at all. Throws Error.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// The whole file. Throws Error naming it.
std::string read_file(const std::filesystem::path& path);

// Creates the folder and its parents. Throws Error naming it.
void create_folders(const std::filesystem::path& path);

}  // namespace sonosweep
