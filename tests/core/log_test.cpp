#include "core/log.h"

#include <gtest/gtest.h>

namespace sonosweep {
namespace {

TEST(Log, LinesOnStandardErrorOnly) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  log_info("{} of {}", 1, 2);
  log_warning("{}", "{braces} stay");
  set_log_name("launch:0");
  log_error("bad");
  set_log_name("");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "1 of 2\nwarning: {braces} stay\n[launch:0] error: bad\n");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST(Log, NothingQuotedSteersTheTerminal) {
  ::testing::internal::CaptureStderr();
  log_error("'{}'\nand more", "\x1B[2J\u202Eab");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "error: '<U+001B>[2J<U+202E>ab'\nand more\n");
}

}  // namespace
}  // namespace sonosweep
