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

// The file system has no locks (a Lustre mounted without flock, say).
class NoLocks : public Error {
 public:
  using Error::Error;
};

enum class LockFile { kStays, kIsRemoved };

class FileLock {
 public:
  // Locks `path` (made if missing) and writes `purpose`, host, process id and the time into it. `afterwards`:
  // of the file, once the lock is given back; one whose holder was killed stays and is taken over. `locked`:
  // what messages say is held; the folder of `path` if empty. Throws LockHeld naming the holder if another
  // process has it, NoLocks, Error if the file cannot be written or is something else than a lock: that is
  // left as it is.
  FileLock(std::filesystem::path path, const std::string& purpose, LockFile afterwards = LockFile::kStays,
           const std::filesystem::path& locked = {});
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  std::filesystem::path path_;
  LockFile afterwards_;
  int fd_ = -1;
};

// What the holder of a lock wrote into it, "another process" if that cannot be read; "" if nobody has it or
// there is no such file. Only looks; a FileLock made just then is not refused for it.
std::string lock_holder(const std::filesystem::path& path);

}  // namespace sonosweep
