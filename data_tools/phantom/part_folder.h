// A folder that appears whole or not at all.
#pragma once

#include <filesystem>
#include <memory>

#include "core/file_lock.h"

namespace sonosweep::data_tools {

// DIR.part beside DIR, locked while it is written and renamed to DIR by commit(); removed otherwise. What an
// interrupted run left under that name is cleared away.
class PartFolder {
 public:
  // Throws UsageError if `folder` exists and is not an empty folder, or if the temporary name is taken by
  // something that no interrupted run left; Error if it cannot be made.
  explicit PartFolder(const std::filesystem::path& folder);
  ~PartFolder();
  PartFolder(const PartFolder&) = delete;
  PartFolder& operator=(const PartFolder&) = delete;

  const std::filesystem::path& path() const { return temporary_; }
  // Throws Error.
  void commit();

 private:
  std::filesystem::path folder_, temporary_;
  std::unique_ptr<FileLock> lock_;
  bool committed_ = false;
};

}  // namespace sonosweep::data_tools
