// Files of expected text. UPDATE_GOLDEN=1 in the environment writes what is found in place of what is
// expected: look at the difference before it is committed.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/atomic_file.h"

namespace sonosweep::testing {

inline bool updates_golden() {
  const char* const value = std::getenv("UPDATE_GOLDEN");
  return value && std::string(value) == "1";
}

inline void expect_golden(const std::filesystem::path& expected, const std::string& found) {
  if (updates_golden()) {
    create_folders(expected.parent_path());
    write_file_atomically(expected, found);
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(expected)) << expected << " is missing; UPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(found, read_file(expected)) << expected << " says something else";
}

}  // namespace sonosweep::testing
