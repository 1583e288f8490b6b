#include "farm/processes/keeper.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/processes/process_tree.h"
#include "keeper_fixture.h"

namespace sonosweep::farm {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::eventually;
using ::testing::HasSubstr;
using testing::is_alive;
using testing::is_there;
using testing::none_alive;
using ::testing::Not;
using testing::read_pids;
using ::testing::SizeIs;
using ::testing::StartsWith;

using KeeperTest = testing::KeeperFixture;

TEST_F(KeeperTest, TellsExitCodesAndSignals) {
  Keeper keeper;
  EXPECT_TRUE(keeper.alive());
  EXPECT_EQ(run(keeper, shell("exit 0")).exit_code, 0);
  const auto bad = run(keeper, shell("exit 3"));
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_EQ(bad.signal_number, 0);
  EXPECT_EQ(bad.start_error, "");
  for (const int number : {SIGKILL, SIGABRT, SIGSEGV})
    EXPECT_EQ(run(keeper, shell("ulimit -c 0; kill -" + std::to_string(number) + " $$")).signal_number,
              number);
}

TEST_F(KeeperTest, AppendsOutputAndErrorsToTheLog) {
  std::ofstream(file("log.txt")) << "earlier\n";
  Keeper keeper;
  const auto end = run(keeper, shell("echo out; echo err >&2; cat"));  // cat: standard input is empty
  EXPECT_EQ(read_file(file("log.txt")), "earlier\n=== header\nout\nerr\n");
  EXPECT_THAT(log(end.log_start), ElementsAre("out", "err"));
}

TEST_F(KeeperTest, TellsTheStartWithItsPidOnceTheProgramRuns) {
  Keeper keeper;
  const auto serial = keeper.start(shell(note_pid("pid") + "exec sleep 1000"));
  ASSERT_TRUE(eventually([&] { return take(keeper), starts_.count(serial) != 0; }));
  EXPECT_EQ(starts_[serial].pid, wait_for_pid("pid"));
  EXPECT_EQ(starts_[serial].log_start, std::string("=== header\n").size());
  EXPECT_TRUE(ends_.empty());
}

TEST_F(KeeperTest, SaysWhyItCannotStart) {
  Keeper keeper;
  auto command = shell("");
  command.arguments[0] = "/not/there";
  auto end = run(keeper, command);
  EXPECT_EQ(end.start_error, "/not/there: cannot start (No such file or directory)");
  command = shell("");
  command.log_file = folder_ / "not there" / "log.txt";
  end = run(keeper, command);
  EXPECT_THAT(end.start_error, HasSubstr("log.txt: cannot write (No such file or directory)"));
  command.log_file = "/dev/full";
  end = run(keeper, command);
  EXPECT_EQ(end.start_error, "/dev/full: cannot write (No space left on device)");
  EXPECT_TRUE(starts_.empty());
  EXPECT_EQ(run(keeper, shell("exit 4")).exit_code, 4);  // it goes on
}

TEST_F(KeeperTest, RejectsWhatNoCommandCanHold) {
  Keeper keeper;
  auto command = shell("");
  command.arguments.push_back(std::string("a\0b", 3));
  EXPECT_THROW(keeper.start(command), Error);
  EXPECT_EQ(run(keeper, shell("exit 4")).exit_code, 4);
}

TEST_F(KeeperTest, GivesTheEnvironmentAndItsTokenAndNothingElseOn) {
  setenv("OMPI_COMM_WORLD_RANK", "1", 1);
  setenv("SONOSWEEP_RUN", "1.1", 1);
  setenv("SONOSWEEP_ATTEMPT_FOLDER", "/x", 1);
  auto command = shell("exec env");
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "SONOSWEEP_RUN", "SONOSWEEP_ATTEMPT_FOLDER"})
    unsetenv(name);
  command.environment.push_back("LARGE=" + std::string(100'000, 'x'));
  Keeper keeper;
  const auto serial = keeper.start(command);
  wait(keeper, {serial});
  const std::string text = read_file(file("log.txt"));
  EXPECT_THAT(text, HasSubstr("\nSONOSWEEP_RUN=" + std::to_string(keeper.pid()) + "." +
                              std::to_string(serial) + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("SONOSWEEP_RUN=1.1")));
  EXPECT_THAT(text, Not(HasSubstr("SONOSWEEP_ATTEMPT_FOLDER")));
  EXPECT_THAT(text, Not(HasSubstr("OMPI_")));
  EXPECT_THAT(text, HasSubstr("\nOMP_NUM_THREADS=1\n"));
  EXPECT_THAT(text, HasSubstr(std::string(100'000, 'x')));
}

TEST_F(KeeperTest, GivesNoDescriptorsOn) {
  const int open_before = ::open("/dev/null", O_RDONLY);
  Keeper keeper;
  const int open_later = ::open("/dev/null", O_RDONLY);
  auto command = shell("");
  command.arguments = {"/bin/ls", "-1", "/proc/self/fd"};
  const auto end = run(keeper, command);
  ::close(open_before);
  ::close(open_later);
  EXPECT_THAT(log(end.log_start), ElementsAre("0", "1", "2", "3"));  // 3: the folder it looks at
}

TEST_F(KeeperTest, TheKeeperItselfHoldsNothingOfTheRankOpen) {
  // Several, because the keeper takes one number for its own socket.
  const int open_before[] = {::open("/dev/zero", O_RDONLY), ::open("/dev/zero", O_RDONLY)};
  Keeper keeper;
  EXPECT_EQ(run(keeper, shell("exit 0")).exit_code, 0);  // so it is ready
  auto command = shell("");
  command.arguments = {"/bin/ls", "-l", "/proc/" + std::to_string(keeper.pid()) + "/fd"};
  const auto end = run(keeper, command);
  for (const int fd : open_before) ::close(fd);
  EXPECT_THAT(log(end.log_start), Contains(HasSubstr("socket")));
  EXPECT_THAT(log(end.log_start), Not(Contains(HasSubstr("/dev/zero"))));
}

TEST_F(KeeperTest, RunsTakeSignalsThoughTheRankIgnoresThem) {
  const auto before = signal(SIGTERM, SIG_IGN);
  Keeper keeper;
  signal(SIGTERM, before);
  const auto serial = keeper.start(shell(note_pid("pid") + "exec sleep 1000"));
  wait_for_pid("pid");
  keeper.ask_to_stop(serial);
  EXPECT_EQ(wait(keeper, {serial})[0].signal_number, SIGTERM);
  keeper.ask_to_stop(serial);  // too late: nothing happens
  keeper.kill(serial);
  EXPECT_TRUE(keeper.alive());
}

TEST_F(KeeperTest, MayRunWhereItIsAllowedTo) {
  const CpuSet all = allowed_cpus();
  std::size_t first = 0;
  while (!all[first]) ++first;
  auto command = shell("grep Cpus_allowed_list /proc/self/status | tr -d ' \\t'");
  command.cpus.set(first);
  Keeper keeper;
  const auto end = run(keeper, command);
  EXPECT_THAT(log(end.log_start), ElementsAre("Cpus_allowed_list:" + std::to_string(first)));
}

TEST_F(KeeperTest, CountsWhatARunTook) {
  Keeper keeper;
  // A child of the run takes CPU time, and holds 40 MB in one variable.
  const auto end =
      run(keeper, shell("/bin/sh -c 'x=$(head -c 40000000 /dev/zero | tr \"\\0\" x); echo ${#x}'"));
  EXPECT_THAT(log(end.log_start), ElementsAre("40000000"));
  EXPECT_GT(end.peak_rss_bytes, 40'000'000U);
  EXPECT_LT(end.peak_rss_bytes, 4'000'000'000U);
  EXPECT_GT(end.wall_s, 0);
  EXPECT_GT(end.cpu_s, 0);
  EXPECT_LT(end.cpu_s, 64 * end.wall_s);
  EXPECT_FALSE(end.oom_kill);
  EXPECT_FALSE(end.keeper_died);
}

TEST_F(KeeperTest, KillsWhatARunLeavesBehindBeforeItTellsTheEnd) {
  Keeper keeper;
  const auto other =
      keeper.start(shell("exec sleep 1000", "log2.txt"));  // so that it has to know whose is whose
  const auto end = run(keeper, shell("sleep 1000 & echo $! > " + file("child") + "; " + escape() +
                                     "while ! test -e " + file("escaped") + "; do sleep 0.01; done; exit 5"));
  EXPECT_EQ(end.exit_code, 5);
  EXPECT_FALSE(is_alive(testing::read_pid(file("child"))));
  EXPECT_FALSE(is_alive(testing::read_pid(file("escaped"))));
  EXPECT_EQ(ends_.count(other), 0U);
}

TEST_F(KeeperTest, LeavesTheOrphansOfARunThatStillRuns) {
  Keeper keeper;
  const auto other = keeper.start(shell("(" + escape() + "); " + note_pid("other") + "exec sleep 1000"));
  const pid_t escaped = wait_for_pid("escaped");
  wait_for_pid("other");
  run(keeper, shell("exit 0", "log2.txt"));
  run(keeper, shell("exit 0", "log2.txt"));
  EXPECT_TRUE(is_alive(escaped));
  keeper.kill(other);
  EXPECT_EQ(wait(keeper, {other})[0].signal_number, SIGKILL);
  EXPECT_FALSE(is_alive(escaped));
}

TEST_F(KeeperTest, KillsEverythingOfARunAndNothingElse) {
  Keeper keeper;
  const auto other = keeper.start(shell(note_pid("other") + "exec sleep 1000", "log2.txt"));
  const auto serial = keeper.start(shell("trap '' TERM; " + escape() + "wait; wait"));
  const pid_t escaped = wait_for_pid("escaped"), other_pid = wait_for_pid("other");
  keeper.kill(serial);
  EXPECT_EQ(wait(keeper, {serial})[0].signal_number, SIGKILL);
  EXPECT_FALSE(is_alive(escaped));
  EXPECT_TRUE(is_alive(other_pid));
  keeper.kill(other);
  wait(keeper, {other});
}

// Without its environment and in a session of its own, nobody can say whose it was.
TEST_F(KeeperTest, KillsNamelessOrphansWhenNoRunIsLeft) {
  Keeper keeper;
  const auto end =
      run(keeper, shell("env -i /usr/bin/setsid /bin/sh -c 'echo $$ > " + file("tmp") + "; mv " +
                        file("tmp") + " " + file("escaped") + "; exec sleep 1000' & while ! test -e " +
                        file("escaped") + "; do sleep 0.01; done"));
  EXPECT_EQ(end.exit_code, 0);
  const pid_t escaped = wait_for_pid("escaped");
  EXPECT_TRUE(eventually([&] { return !is_alive(escaped); }));
}

TEST_F(KeeperTest, KillsATreeThatKeepsForking) {
  Keeper keeper;
  // Each of 30 starts a new session and goes on forking short-lived children.
  std::ofstream(file("fork.sh")) << note_pid("tree") << "n=$1; if test $n -gt 1; then setsid /bin/sh "
                                 << file("fork.sh") << " $((n - 1)) & fi; while :; do /bin/sh -c :; done\n";
  const auto serial = keeper.start(shell("exec /bin/sh " + file("fork.sh") + " 30"));
  ASSERT_TRUE(eventually([&] { return read_pids(file("tree")).size() == 30; }));
  keeper.kill(serial);
  wait(keeper, {serial});
  EXPECT_TRUE(none_alive(read_pids(file("tree"))));
  auto command = shell("", "children.txt");
  EXPECT_TRUE(eventually([&] {  // the keeper has no child but the one that looks
    run(keeper,
        shell("cat /proc/" + std::to_string(keeper.pid()) + "/task/*/children | wc -w > " + file("count")));
    return read_file(file("count")) == "1\n";
  }));
}

TEST_F(KeeperTest, Keeps200RunsAtOnce) {
  Keeper keeper;
  std::vector<RunSerial> serials;
  for (int i = 0; i < 200; ++i)
    serials.push_back(keeper.start(shell(note_pid("pids") + "while ! test -e " + file("go") +
                                         "; do sleep 0.5; done; exit " + std::to_string(i % 100))));
  ASSERT_TRUE(eventually([&] { return take(keeper), read_pids(file("pids")).size() == 200; }));
  EXPECT_TRUE(ends_.empty());
  std::ofstream(file("go")) << "go\n";
  const auto ends = wait(keeper, serials);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(ends[static_cast<std::size_t>(i)].exit_code, i % 100);
  EXPECT_THAT(starts_, SizeIs(200));
  for (const pid_t pid : read_pids(file("pids"))) EXPECT_FALSE(is_there(pid));  // no zombies
}

TEST_F(KeeperTest, EndsWithItsObject) {
  pid_t pid = 0, escaped = 0, keeper_pid = 0;
  {
    Keeper keeper;
    keeper_pid = keeper.pid();
    keeper.start(shell(note_pid("pid") + escape() + "wait"));
    pid = wait_for_pid("pid");
    escaped = wait_for_pid("escaped");
  }
  for (const pid_t gone : {pid, escaped, keeper_pid}) EXPECT_FALSE(is_there(gone));
}

TEST_F(KeeperTest, EndsWithItsObjectThoughStopped) {
  Keeper keeper;
  ::kill(keeper.pid(), SIGSTOP);
}

// Not a test: prints what a run costs.
TEST_F(KeeperTest, CostOfARunThatDoesNothing) {
  Keeper keeper;
  auto command = shell("");
  command.arguments = {"/bin/true"};
  const auto begin = std::chrono::steady_clock::now();
  constexpr int kRuns = 1000;
  for (int i = 0; i < kRuns; ++i) {
    keeper.start(command);
    for (bool ended = false; !ended; ended = !keeper.poll().ends.empty()) {
      pollfd look{keeper.descriptor(), POLLIN, 0};
      ::poll(&look, 1, 60'000);
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  RecordProperty("ms_per_run", std::to_string(took.count() * 1e3 / kRuns));
  std::printf("%.3f ms per run\n", took.count() * 1e3 / kRuns);
}

}  // namespace
}  // namespace sonosweep::farm
