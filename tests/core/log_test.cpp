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

}  // namespace
}  // namespace sonosweep
