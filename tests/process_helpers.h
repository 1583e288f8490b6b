// Looking at other processes from a test.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

namespace sonosweep::testing {

// Looks every few milliseconds until it is so, for at most two minutes. For things another process does; the
// outcome does not depend on how long that takes.
template <typename Condition>
bool eventually(Condition&& condition) {
  for (int look = 0; look < 24000; ++look) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

// Runs: exists and is not a zombie.
inline bool is_alive(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto after_name = text.rfind(')');
  return after_name != std::string::npos && after_name + 2 < text.size() && text[after_name + 2] != 'Z';
}

// A process id in a file that appears whole; 0 as long as it is not there.
inline pid_t read_pid(const std::string& path) {
  std::ifstream file(path);
  pid_t pid = 0;
  file >> pid;
  return pid;
}

}  // namespace sonosweep::testing
