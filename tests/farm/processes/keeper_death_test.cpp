// Whoever dies, nothing of a run is left: rank, keeper.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "farm/processes/keeper.h"
#include "keeper_fixture.h"

namespace sonosweep::farm {
namespace {

using testing::eventually;
using testing::is_alive;
using testing::is_there;
using testing::none_alive;
using testing::read_pids;

class KeeperDeathTest : public testing::KeeperFixture {
 protected:
  // A rank with two runs, one of which has a process in a session of its own; leaves keeper's, runs' and
  // escaped pids in files. `then` is what it does next.
  pid_t fork_rank(const std::function<void(Keeper&)>& then = {}) {
    const pid_t rank = ::fork();
    if (rank != 0) return rank;
    ::setpgid(0, 0);
    Keeper keeper;
    std::ofstream(file("keeper")) << keeper.pid() << std::endl;
    keeper.start(shell(note_pid("runs") + escape() + "wait"));
    keeper.start(
        shell(note_pid("runs") + "trap '' TERM INT HUP USR1; while :; do sleep 1000; done", "log2.txt"));
    if (then) then(keeper);
    for (;;) ::pause();
  }
  void wait_until_all_run() {
    ASSERT_TRUE(eventually([&] { return read_pids(file("runs")).size() == 2; }));
    all_ = read_pids(file("runs"));
    all_.push_back(wait_for_pid("escaped"));
    for (const pid_t pid : all_) EXPECT_TRUE(is_alive(pid));
    keeper_ = wait_for_pid("keeper");
  }
  void expect_all_gone() {
    EXPECT_TRUE(eventually([&] { return none_alive(all_) && !is_alive(keeper_); }));
  }

  std::vector<pid_t> all_;
  pid_t keeper_ = 0;
};

TEST_F(KeeperDeathTest, RankKilled) {
  const pid_t rank = fork_rank();
  wait_until_all_run();
  ::kill(rank, SIGKILL);
  ::waitpid(rank, nullptr, 0);
  expect_all_gone();
}

TEST_F(KeeperDeathTest, ProcessGroupOfTheRankKilled) {
  const pid_t rank = fork_rank();
  wait_until_all_run();
  ::kill(-rank, SIGKILL);
  ::waitpid(rank, nullptr, 0);
  expect_all_gone();
}

TEST_F(KeeperDeathTest, RankKilledWhileAChildOfItHoldsTheSocket) {
  const pid_t rank = fork_rank([&](Keeper&) {
    if (::fork() != 0) return;
    std::ofstream(file("holder")) << ::getpid() << std::endl;
    for (;;) ::pause();
  });
  wait_until_all_run();
  const pid_t holder = wait_for_pid("holder");
  ::kill(rank, SIGKILL);
  ::waitpid(rank, nullptr, 0);
  expect_all_gone();
  ::kill(holder, SIGKILL);
}

TEST_F(KeeperDeathTest, SignalsMeantForTheRankDoNotEndTheKeeper) {
  Keeper keeper;
  const auto serial = keeper.start(shell(note_pid("runs") + "exec sleep 1000"));
  wait_for_pid("runs");
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM})
    ::kill(keeper.pid(), number);
  EXPECT_EQ(run(keeper, shell("exit 6", "log2.txt")).exit_code, 6);
  EXPECT_TRUE(keeper.alive());
  EXPECT_EQ(ends_.count(serial), 0U);
}

TEST_F(KeeperDeathTest, KeeperKilled) {
  Keeper keeper;
  const auto first = keeper.start(shell(note_pid("runs") + escape() + "wait"));
  const auto second = keeper.start(shell(note_pid("runs") + "exec sleep 1000", "log2.txt"));
  std::ofstream(file("keeper")) << keeper.pid() << std::endl;
  wait_until_all_run();
  ::kill(keeper.pid(), SIGKILL);
  for (const auto& end : wait(keeper, {first, second})) {
    EXPECT_EQ(end.signal_number, SIGKILL);
    EXPECT_TRUE(end.keeper_died);
  }
  EXPECT_FALSE(keeper.alive());
  all_.push_back(keeper_);
  for (const pid_t pid : all_) EXPECT_FALSE(is_there(pid));  // no zombies either
  // What is started later ends at once, and the descriptor says that there is something to take.
  const auto late = run(keeper, shell("exit 0"));
  EXPECT_TRUE(late.keeper_died);
  pollfd look{keeper.descriptor(), POLLIN, 0};
  EXPECT_EQ(::poll(&look, 1, 0), 0);
  keeper.ask_to_stop(first);
  keeper.kill(first);
}

// Two in one process, as in tests of the launcher: the death of one is none of the other's business.
TEST_F(KeeperDeathTest, OneOfTwoKeepersKilled) {
  Keeper lost;
  const auto lost_run = lost.start(shell(note_pid("lost") + "exec sleep 1000"));
  Keeper other;
  const pid_t bystander = ::fork();
  if (bystander == 0)
    for (;;) ::pause();
  const auto other_run = other.start(shell(note_pid("other") + "exec sleep 1000", "log2.txt"));
  const pid_t other_pid = wait_for_pid("other");
  wait_for_pid("lost");
  ::kill(lost.pid(), SIGKILL);
  wait(lost, {lost_run});
  ends_.clear();
  EXPECT_TRUE(is_alive(bystander));
  EXPECT_TRUE(is_alive(other_pid));
  ::kill(bystander, SIGKILL);
  ::waitpid(bystander, nullptr, 0);
  other.kill(other_run);
  EXPECT_FALSE(wait(other, {other_run})[0].keeper_died);
}

TEST_F(KeeperDeathTest, RankStoppedAndContinued) {
  const pid_t rank = fork_rank();
  wait_until_all_run();
  ::kill(rank, SIGSTOP);
  ::waitpid(rank, nullptr, WUNTRACED);
  for (const pid_t pid : all_)
    EXPECT_TRUE(is_alive(pid));  // what then is to be done is not the keeper's to know
  ::kill(rank, SIGKILL);
  ::waitpid(rank, nullptr, 0);
  expect_all_gone();
}

}  // namespace
}  // namespace sonosweep::farm
