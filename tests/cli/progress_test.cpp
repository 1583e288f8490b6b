#include "cli/progress.h"

#include <gtest/gtest.h>

namespace sonosweep::cli {
namespace {

// Standard error is captured in a file here: not a terminal.
TEST(ProgressLine, PlainLinesWithoutATerminal) {
  ::testing::internal::CaptureStderr();
  ProgressLine progress;
  progress.show("1 of 3");
  progress.show("2 of 3");  // within ten seconds of the first
  progress.clear();
  progress.finish("3 of 3");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "1 of 3\n3 of 3\n");
}

}  // namespace
}  // namespace sonosweep::cli
