#include "tests/farm/processes/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "process_helpers.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::eventually;
using ::testing::HasSubstr;
using testing::is_alive;
using ::testing::Not;
using testing::read_pid;
using ::testing::StartsWith;

class ChildProcessTest : public ::testing::Test {
 protected:
  ChildCommand shell(const std::string& script) const {
    return {{"/bin/sh", "-c", script}, child_environment(1), folder_ / "log.txt", "=== header", {}};
  }
  static ChildEnd wait(ChildProcess& child) {
    std::optional<ChildEnd> end;
    EXPECT_TRUE(eventually([&] { return (end = child.poll()).has_value(); }));
    return end.value_or(ChildEnd{});
  }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  testing::TempDir folder_;
};

TEST_F(ChildProcessTest, TellsExitCodes) {
  ChildProcess good(shell("exit 0"));
  EXPECT_EQ(wait(good).exit_code, 0);
  ChildProcess bad(shell("exit 3"));
  const ChildEnd end = wait(bad);
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.signal_number, 0);
  EXPECT_FALSE(bad.poll());  // told once
}

TEST_F(ChildProcessTest, TellsSignals) {
  for (const int number : {SIGKILL, SIGABRT, SIGSEGV}) {
    ChildProcess child(shell("ulimit -c 0; kill -" + std::to_string(number) + " $$"));
    EXPECT_EQ(wait(child).signal_number, number);
  }
}

TEST_F(ChildProcessTest, AppendsOutputAndErrorsToTheLog) {
  std::ofstream(file("log.txt")) << "earlier\n";
  ChildProcess child(shell("echo out; echo err >&2; cat"));  // cat: standard input is empty
  wait(child);
  EXPECT_EQ(read_file(file("log.txt")), "earlier\n=== header\nout\nerr\n");
  EXPECT_THAT(child.log_tail(50), ElementsAre("out", "err"));  // of this attempt only
  EXPECT_THAT(child.log_tail(1), ElementsAre("err"));
}

TEST_F(ChildProcessTest, SaysWhyItCannotStart) {
  auto command = shell("");
  command.arguments[0] = "/not/there";
  try {
    ChildProcess child(command);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/not/there: cannot start (No such file or directory)"));
  }
  command = shell("");
  command.log_file = folder_ / "not there" / "log.txt";
  EXPECT_THROW(ChildProcess child(command), Error);
  command.log_file = "/dev/full";
  EXPECT_THROW(ChildProcess child(command), Error);
}

TEST_F(ChildProcessTest, GivesNoDescriptorsAndNoMpiEnvironmentOn) {
  setenv("OMPI_COMM_WORLD_RANK", "1", 1);
  setenv("PMIX_RANK", "1", 1);
  setenv("SLURM_JOB_ID", "7", 1);
  setenv("OMP_NUM_THREADS", "99", 1);
  const auto environment = child_environment(3);
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "OMP_NUM_THREADS"}) unsetenv(name);
  EXPECT_THAT(environment, Not(Contains(StartsWith("OMPI_"))));
  EXPECT_THAT(environment, Not(Contains(StartsWith("PMIX_"))));
  EXPECT_THAT(environment, Contains("SLURM_JOB_ID=7"));
  EXPECT_THAT(environment, Contains("OMP_NUM_THREADS=3"));
  EXPECT_THAT(environment, Contains("OPENBLAS_NUM_THREADS=3"));
  EXPECT_THAT(environment, Not(Contains("OMP_NUM_THREADS=99")));
  unsetenv("SLURM_JOB_ID");

  const int open_here = ::open("/dev/null", O_RDONLY);
  ChildProcess child(shell("ls /proc/self/fd | tr '\\n' ' '"));
  ::close(open_here);
  wait(child);
  // Standard input, output and error; 3 is ls looking at the folder.
  EXPECT_THAT(child.log_tail(1), ElementsAre("0 1 2 3 "));
}

TEST_F(ChildProcessTest, TakesSignalsThoughTheParentIgnoresOrBlocksThem) {
  const auto before = signal(SIGTERM, SIG_IGN);
  ChildProcess child(shell("exec sleep 1000"));
  signal(SIGTERM, before);
  child.ask_to_stop();
  EXPECT_EQ(wait(child).signal_number, SIGTERM);
}

TEST_F(ChildProcessTest, KillsWhatItsChildLeavesBehind) {
  ChildProcess child(shell("sleep 1000 & echo $! > " + file("grandchild") + "; exit 0"));
  wait(child);
  const pid_t grandchild = read_pid(file("grandchild"));
  ASSERT_GT(grandchild, 0);
  EXPECT_TRUE(eventually([&] { return !is_alive(grandchild); }));
}

TEST_F(ChildProcessTest, EndsWithItsObject) {
  pid_t pid = 0, grandchild = 0;
  {
    ChildProcess child(shell("sleep 1000 & echo $! > " + file("tmp") + "; mv " + file("tmp") + " " +
                             file("grandchild") + "; wait"));
    pid = child.pid();
    ASSERT_TRUE(eventually([&] { return (grandchild = read_pid(file("grandchild"))) > 0; }));
    ChildProcess moved(std::move(child));
    EXPECT_TRUE(is_alive(pid));
  }
  EXPECT_EQ(::kill(pid, 0), -1);  // reaped: no zombie either
  EXPECT_TRUE(eventually([&] { return !is_alive(grandchild); }));
}

TEST_F(ChildProcessTest, DiesWithAParentThatIsKilled) {
  const pid_t parent = ::fork();
  if (parent == 0) {
    ChildProcess child(
        shell("echo $$ > " + file("tmp") + "; mv " + file("tmp") + " " + file("pid") + "; exec sleep 1000"));
    for (;;) ::pause();
  }
  pid_t pid = 0;
  ASSERT_TRUE(eventually([&] { return (pid = read_pid(file("pid"))) > 0; }));
  EXPECT_TRUE(is_alive(pid));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_TRUE(eventually([&] { return !is_alive(pid); }));
}

TEST_F(ChildProcessTest, MayRunWhereItIsAllowedTo) {
  const CpuSet all = allowed_cpus();
  std::size_t first = 0;
  while (!all[first]) ++first;
  auto command = shell("grep Cpus_allowed_list /proc/self/status | tr -d ' \\t'");
  command.cpus.set(first);
  ChildProcess child(command);
  wait(child);
  EXPECT_THAT(child.log_tail(1), ElementsAre("Cpus_allowed_list:" + std::to_string(first)));
}

TEST(DescribeEnd, NamesTheCause) {
  EXPECT_EQ(describe_end({3, 0}, {"[x] error: p.h5: cut short", "bye"}),
            "exit code 3 (bad data): p.h5: cut short");
  EXPECT_EQ(describe_end({1, 0}, {"loading", "terminate called", ""}),
            "exit code 1 (run-time failure): terminate called");
  EXPECT_EQ(describe_end({2, 0}, {}), "exit code 2 (wrong usage)");
  EXPECT_EQ(describe_end({42, 0}, {}), "exit code 42 (unknown kind of failure)");
  EXPECT_EQ(describe_end({0, SIGKILL}, {"error: x"}), "killed by signal 9 (SIGKILL; often out of memory)");
  EXPECT_EQ(describe_end({0, SIGABRT}, {"what(): no"}), "aborted (SIGABRT): what(): no");
  EXPECT_EQ(describe_end({0, SIGSEGV}, {}), "killed by signal 11 (SIGSEGV)");
}

}  // namespace
}  // namespace sonosweep::farm
