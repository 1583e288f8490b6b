// What the keeper is made of: its messages, its socket, the view of other processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "core/error.h"
#include "farm/processes/framed_socket.h"
#include "farm/processes/keeper_protocol.h"
#include "farm/processes/log_tail.h"
#include "farm/processes/oom_counter.h"
#include "farm/processes/process_tree.h"
#include "process_helpers.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(KeeperProtocol, RequestsSurvive) {
  KeepRun run{7, {{"/bin/x", "", "two words\n"}, {"A=1", "B="}, "/logs/log.txt", "=== header", {}}};
  run.command.cpus.set(0);
  run.command.cpus.set(1023);
  const auto read = std::get<KeepRun>(parse_keeper_request(to_text(KeeperRequest(run))));
  EXPECT_EQ(read.serial, 7U);
  EXPECT_EQ(read.command.arguments, run.command.arguments);
  EXPECT_EQ(read.command.environment, run.command.environment);
  EXPECT_EQ(read.command.log_file, run.command.log_file);
  EXPECT_EQ(read.command.log_header, run.command.log_header);
  EXPECT_EQ(read.command.cpus, run.command.cpus);
  EXPECT_EQ(std::get<StopKept>(parse_keeper_request(to_text(KeeperRequest(StopKept{8})))).serial, 8U);
  EXPECT_EQ(std::get<KillKept>(parse_keeper_request(to_text(KeeperRequest(KillKept{9})))).serial, 9U);
}

TEST(KeeperProtocol, ReportsSurvive) {
  const auto start =
      std::get<KeptStart>(parse_keeper_report(to_text(KeeperReport(KeptStart{5, 123, 1ULL << 40}))));
  EXPECT_EQ(start.serial, 5U);
  EXPECT_EQ(start.pid, 123);
  EXPECT_EQ(start.log_start, 1ULL << 40);
  KeptEnd end;
  end.serial = 6;
  end.exit_code = 3;
  end.signal_number = 9;
  end.start_error = "x: cannot start";
  end.oom_kill = true;
  end.wall_s = 1e-5;
  end.cpu_s = 123456.789;
  end.peak_rss_bytes = 1ULL << 41;
  end.log_start = 17;
  const auto read = std::get<KeptEnd>(parse_keeper_report(to_text(KeeperReport(end))));
  EXPECT_EQ(read.serial, 6U);
  EXPECT_EQ(read.exit_code, 3);
  EXPECT_EQ(read.signal_number, 9);
  EXPECT_EQ(read.start_error, end.start_error);
  EXPECT_FALSE(read.keeper_died);
  EXPECT_TRUE(read.oom_kill);
  EXPECT_EQ(read.wall_s, 1e-5);
  EXPECT_EQ(read.cpu_s, 123456.789);
  EXPECT_EQ(read.peak_rss_bytes, 1ULL << 41);
  EXPECT_EQ(read.log_start, 17U);
}

TEST(KeeperProtocol, RejectsWhatItDoesNotMake) {
  const std::string run = to_text(KeeperRequest(KeepRun{7, {{"/bin/x"}, {"A=1"}, "log", "header", {}}}));
  for (std::size_t size = 0; size < run.size(); ++size)
    EXPECT_THROW(parse_keeper_request(run.substr(0, size)), Error) << size;
  EXPECT_THROW(parse_keeper_request(std::string("dance\0"
                                                "1\0",
                                                8)),
               Error);
  EXPECT_THROW(parse_keeper_report(run), Error);
  EXPECT_THROW(to_text(KeeperRequest(KeepRun{7, {{std::string("a\0b", 3)}, {}, "log", "", {}}})), Error);
}

TEST(FramedSocket, KeepsWhatTheOtherSideDoesNotTake) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  FramedSocket out{Descriptor(ends[0])}, in{Descriptor(ends[1])};
  EXPECT_EQ(in.receive(), std::nullopt);
  const std::string large(3'000'000, 'x');  // more than a socket holds
  out.send("");
  out.send(large);
  out.send("last");
  EXPECT_TRUE(out.wants_to_write());
  std::vector<std::string> texts;
  for (int round = 0; round < 10'000 && texts.size() < 3; ++round) {
    in.read();
    while (auto text = in.receive()) texts.push_back(std::move(*text));
    out.flush();
  }
  EXPECT_TRUE(texts == (std::vector<std::string>{"", large, "last"}));
  EXPECT_FALSE(out.wants_to_write());
  out.send("goodbye");
  out.close();
  in.read();
  EXPECT_TRUE(in.closed());
  EXPECT_EQ(in.receive(), "goodbye");
  in.send("into the void");  // no SIGPIPE
  EXPECT_FALSE(in.wants_to_write());
}

TEST(OomCounter, FindsItsFile) {
  EXPECT_THAT(
      oom_counter_files("0::/user.slice/job 7\n"),
      ElementsAre("/sys/fs/cgroup/user.slice/job 7/memory.events",
                  "/sys/fs/cgroup/unified/user.slice/job 7/memory.events", "/sys/fs/cgroup/memory.events"));
  EXPECT_THAT(oom_counter_files("8:pids:/\n4:cpu,memory:/slurm/job_7\n"),
              ElementsAre("/sys/fs/cgroup/memory/slurm/job_7/memory.oom_control",
                          "/sys/fs/cgroup/memory/memory.oom_control"));
  EXPECT_THAT(oom_counter_files("0::/\n"), Contains("/sys/fs/cgroup/memory.events"));
  EXPECT_THAT(oom_counter_files("rubbish\n:\n"), IsEmpty());
}

TEST(OomCounter, ReadsBothKinds) {
  EXPECT_EQ(parse_oom_kills("low 0\nhigh 3\nmax 9\noom 4\noom_kill 2\noom_group_kill 1\n"), 2U);
  EXPECT_EQ(parse_oom_kills("oom_kill_disable 5\nunder_oom 0\noom_kill 12\n"), 12U);
  EXPECT_EQ(parse_oom_kills(""), 0U);
  EXPECT_EQ(parse_oom_kills("oom_kill x\n"), 0U);
  EXPECT_EQ(OomCounter().read(), OomCounter().read());
}

TEST(ProcessTree, SeesAndEndsChildren) {
  setenv("SEEN", "x=y", 1);
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/bin/sleep", "sleep", "1000", static_cast<char*>(nullptr));
    ::_exit(1);
  }
  unsetenv("SEEN");
  EXPECT_THAT(own_children(), Contains(child));
  std::optional<std::string> value;
  EXPECT_TRUE(testing::eventually([&] { return (value = environment_of(child, "SEEN=")).has_value(); }));
  EXPECT_EQ(value, "x=y");
  EXPECT_EQ(environment_of(child, "SEE="), std::nullopt);
  kill_trees({child});
  EXPECT_TRUE(testing::eventually([&] { return !testing::is_alive(child); }));
  EXPECT_THAT(own_children(), Contains(child));  // a zombie
  EXPECT_EQ(environment_of(child, "SEEN="), std::nullopt);
  ::waitpid(child, nullptr, 0);
  EXPECT_THAT(own_children(), Not(Contains(child)));
}

TEST(ProcessTree, EndsAllDescendantsThatComeToIt) {
  const pid_t root = ::fork();
  if (root == 0) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (int i = 0; i < 3; ++i)
      if (::fork() == 0) {
        for (int depth = 0; depth < 3; ++depth) {
          ::setsid();
          if (::fork() != 0) ::_exit(0);  // orphans, each in a session of its own
        }
        for (;;) ::pause();
      }
    const bool gone = kill_descendants(60);
    ::_exit(gone && own_children().empty() ? 0 : 1);
  }
  int status = 1;
  ::waitpid(root, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(LogTail, OfTheLastLines) {
  const testing::TempDir folder;
  std::ofstream(folder / "log") << "a\nb\nc\n";
  EXPECT_THAT(log_tail(folder / "log", 0, 9), ElementsAre("a", "b", "c"));
  EXPECT_THAT(log_tail(folder / "log", 2, 9), ElementsAre("b", "c"));
  EXPECT_THAT(log_tail(folder / "log", 0, 1), ElementsAre("c"));
  EXPECT_THAT(log_tail(folder / "log", 99, 9), IsEmpty());
  EXPECT_THAT(log_tail(folder / "not there", 0, 9), IsEmpty());
}

}  // namespace
}  // namespace sonosweep::farm
