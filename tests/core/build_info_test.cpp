#include "core/build_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/atomic_file.h"
#include "core/sha256.h"

namespace sonosweep {
namespace {

using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(BuildInfo, SaysWhichProgramThisIs) {
  EXPECT_THAT(build_info().version, MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_THAT(build_info().git_describe, Not(IsEmpty()));
  EXPECT_THAT(build_info().compiler, Not(IsEmpty()));
  EXPECT_THAT(host_name(), Not(IsEmpty()));
}

TEST(BuildInfo, KnowsTheBytesOfTheProgram) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  EXPECT_EQ(binary_digest(), sha256_hex(read_file(self)));
  EXPECT_EQ(&binary_digest(), &binary_digest());  // computed once
}

}  // namespace
}  // namespace sonosweep
