#include "core/build_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace sonosweep
