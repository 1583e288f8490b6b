#include "cli/run_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <new>
#include <stdexcept>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/folder.h"
#include "temp_dir.h"

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

// ulimit -f: the signal that tells of it would end a program without a word.
TEST(RunProgram, LimitOnTheSizeOfFiles) {
  const sonosweep::testing::TempDir dir;
  ::testing::internal::CaptureStderr();
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_DFL);
    rlimit most{};
    getrlimit(RLIMIT_FSIZE, &most);
    most.rlim_cur = 1000;
    setrlimit(RLIMIT_FSIZE, &most);
    _exit(run_program([&] {
      write_file_atomically(dir / "a", std::string(5000, 'x'));
      return 0;
    }));
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  const std::string message = ::testing::internal::GetCapturedStderr();
  ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), kExitFailed);
  EXPECT_EQ(message, "error: " + (dir / "a").string() +
                         ": cannot write (File too large); raise the limit on the size of files (ulimit -f), "
                         "then run again\n");
  EXPECT_THAT(names_in(dir.path()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace sonosweep::cli
