// Who works in a folder: an advisory lock that ends with its holder, however it ends.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"

namespace sonosweep {

// Another process has it.
class LockHeld : public Error {
 public:
  using Error::Error;
};

class FileLock {
 public:
  // Locks `path` (made if missing) and writes host, process id and `purpose` into it.
  // Throws LockHeld naming the holder if another process has it, Error if the file cannot be written.
  FileLock(std::filesystem::path path, const std::string& purpose);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_ = -1;
};

// What the holder of a lock wrote into it, "another process" if that cannot be read; "" if nobody has it or
// there is no such file. Only looks; a FileLock made just then is not refused for it.
std::string lock_holder(const std::filesystem::path& path);

}  // namespace sonosweep
