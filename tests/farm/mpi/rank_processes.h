// The processes of a launch, from outside.
#pragma once

#include <dirent.h>
#include <sys/types.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace sonosweep::testing {

// Field `index` of /proc/PID/stat, counted as in proc(5); 0 if the process is gone.
inline long stat_field(pid_t pid, int index) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto after_name = text.rfind(')');
  if (after_name == std::string::npos) return 0;
  std::istringstream words(text.substr(after_name + 4));  // field 4 comes next
  long value = 0;
  for (int i = 4; i <= index; ++i) words >> value;
  return value;
}

inline std::string name_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

// Processes of this name, or of any, with this parent, by number. Names are cut after 15 characters.
inline std::vector<pid_t> children_of(pid_t parent, const std::string& name = {}) {
  std::vector<pid_t> children;
  DIR* folder = ::opendir("/proc");
  while (const dirent* entry = ::readdir(folder)) {
    const auto pid = static_cast<pid_t>(std::atol(entry->d_name));
    if (pid > 0 && stat_field(pid, 4) == parent && (name.empty() || name_of(pid) == name))
      children.push_back(pid);
  }
  ::closedir(folder);
  std::sort(children.begin(), children.end());
  return children;
}

// The ranks that this mpirun started.
inline std::vector<pid_t> ranks_of(pid_t mpirun_pid) {
  return children_of(mpirun_pid, "sonosweep-launc");
}

}  // namespace sonosweep::testing
