// Shell scripts under a Keeper.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "farm/processes/child_environment.h"
#include "farm/processes/keeper.h"
#include "farm/processes/log_tail.h"
#include "process_helpers.h"
#include "temp_dir.h"

namespace sonosweep::testing {

class KeeperFixture : public ::testing::Test {
 protected:
  farm::ChildCommand shell(const std::string& script, const std::string& log = "log.txt") const {
    return {{"/bin/sh", "-c", script}, farm::child_environment(1), folder_ / log, "=== header", {}};
  }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  // Words of a script: appends the pid of the process that says so to a file.
  std::string note_pid(const std::string& name) const { return "echo $$ >> " + file(name) + "; "; }
  // A process in a session of its own that leaves its pid in the file "escaped" and stays.
  std::string escape() const {
    return "setsid /bin/sh -c 'echo $$ > " + file("tmp") + "; mv " + file("tmp") + " " + file("escaped") +
           "; exec sleep 1000' & ";
  }
  pid_t wait_for_pid(const std::string& name) const {
    pid_t pid = 0;
    EXPECT_TRUE(eventually([&] { return (pid = read_pid(file(name))) > 0; })) << name;
    return pid;
  }

  // Waits in poll(2), as a rank may, for ends of all these runs.
  std::vector<farm::KeptEnd> wait(farm::Keeper& keeper, const std::vector<farm::RunSerial>& serials) {
    std::vector<farm::KeptEnd> result;
    const bool all = eventually([&] {
      pollfd look{keeper.descriptor(), POLLIN, 0};
      ::poll(&look, 1, 100);
      take(keeper);
      return std::all_of(serials.begin(), serials.end(),
                         [&](auto serial) { return ends_.count(serial) != 0; });
    });
    EXPECT_TRUE(all);
    for (const auto serial : serials) result.push_back(ends_[serial]);
    return result;
  }
  farm::KeptEnd run(farm::Keeper& keeper, const farm::ChildCommand& command) {
    return wait(keeper, {keeper.start(command)})[0];
  }
  void take(farm::Keeper& keeper) {
    auto news = keeper.poll();
    for (const auto& start : news.starts) starts_[start.serial] = start;
    for (auto& end : news.ends) {
      EXPECT_EQ(ends_.count(end.serial), 0U) << "told twice";
      ends_[end.serial] = std::move(end);
    }
  }
  std::vector<std::string> log(std::uint64_t from = 0) const {
    return farm::log_tail(folder_ / "log.txt", from, 1000);
  }

  TempDir folder_;
  std::map<farm::RunSerial, farm::KeptStart> starts_;
  std::map<farm::RunSerial, farm::KeptEnd> ends_;
};

// All pids in a file, one a line.
inline std::vector<pid_t> read_pids(const std::string& path) {
  std::ifstream in(path);
  return {std::istream_iterator<pid_t>(in), {}};
}

inline bool none_alive(const std::vector<pid_t>& pids) {
  return std::none_of(pids.begin(), pids.end(), is_alive);
}

// Not even a zombie.
inline bool is_there(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

}  // namespace sonosweep::testing
