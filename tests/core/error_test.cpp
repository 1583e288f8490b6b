#include "core/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace sonosweep {
namespace {

// The exit code and text of what is thrown, seen as the base class.
template <typename Kind>
std::pair<int, std::string> thrown() {
  try {
    throw_error<Kind>("{}: {} frames", "a.mp4", 0);
  } catch (const Error& error) {
    return {error.exit_code(), error.what()};
  }
}

TEST(Error, EachKindIsAnExitCode) {
  EXPECT_EQ(thrown<Error>(), std::make_pair(1, std::string("a.mp4: 0 frames")));
  EXPECT_EQ(thrown<UsageError>().first, 2);
  EXPECT_EQ(thrown<DataError>().first, 3);
  EXPECT_EQ(thrown<Stopped>().first, 75);
}

TEST(Error, ErrnoText) {
  EXPECT_EQ(errno_text(ENOSPC), "No space left on device");
}

}  // namespace
}  // namespace sonosweep
