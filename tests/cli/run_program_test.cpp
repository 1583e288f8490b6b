#include "cli/run_program.h"

#include <gtest/gtest.h>

#include <iostream>
#include <new>
#include <stdexcept>

#include "core/error.h"

namespace sonosweep::cli {
namespace {

// Exit code and standard error of a program that does `body`.
std::pair<int, std::string> run(const std::function<int()>& body) {
  ::testing::internal::CaptureStderr();
  const int code = run_program(body);
  return {code, ::testing::internal::GetCapturedStderr()};
}

template <typename Kind>
std::pair<int, std::string> run_throwing() {
  return run([]() -> int { throw Kind("what is wrong"); });
}

using Outcome = std::pair<int, std::string>;

TEST(RunProgram, ReturnsTheCodeOfTheBody) {
  EXPECT_EQ(run([] { return 0; }), Outcome(0, ""));
  EXPECT_EQ(run([] { return 5; }), Outcome(5, ""));
}

TEST(RunProgram, ExceptionsBecomeExitCodes) {
  EXPECT_EQ(run_throwing<Error>(), Outcome(1, "error: what is wrong\n"));
  EXPECT_EQ(run_throwing<UsageError>(), Outcome(2, "error: what is wrong\n"));
  EXPECT_EQ(run_throwing<DataError>(), Outcome(3, "error: what is wrong\n"));
  EXPECT_EQ(run_throwing<Stopped>(), Outcome(75, "what is wrong\n"));  // no error
  EXPECT_EQ(run_throwing<std::runtime_error>(), Outcome(1, "error: what is wrong\n"));
  EXPECT_EQ(run([]() -> int { throw std::bad_alloc(); }), Outcome(1, "error: out of memory\n"));
}

TEST(RunProgram, StandardOutputThatCannotBeWritten) {
  const auto outcome = run([] {
    std::cout.setstate(std::ios::badbit);  // as after a write to a full disk
    return 0;
  });
  std::cout.clear();
  EXPECT_EQ(outcome, Outcome(1, "error: standard output: cannot write\n"));
}

}  // namespace
}  // namespace sonosweep::cli
