#include "chaos/processes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/folder.h"
#include "core/text.h"
#include "farm/processes/process_tree.h"

namespace sonosweep::chaos {
namespace {

// As much as there is: the process may end in the middle, which a stream, unlike an iterator over its buffer,
// does not throw.
std::string text_of(const std::string& pid, const char* what) {
  std::ifstream file("/proc/" + pid + "/" + what, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::vector<pid_t> descendants_of(pid_t ancestor) {
  std::vector<pid_t> found, parents{ancestor};
  while (!parents.empty()) {
    const std::string parent = std::to_string(parents.back());
    parents.pop_back();
    for (const auto& thread : names_in("/proc/" + parent + "/task")) {
      std::ifstream children("/proc/" + parent + "/task/" + thread + "/children");
      for (pid_t child; children >> child;) {
        found.push_back(child);
        parents.push_back(child);
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<pid_t> named(const std::vector<pid_t>& processes, const std::string& name) {
  std::vector<pid_t> found;
  for (const pid_t pid : processes)
    if (trim(text_of(std::to_string(pid), "comm")) == name) found.push_back(pid);
  return found;
}

std::string table_of(const std::vector<pid_t>& processes) {
  std::string table;
  for (const pid_t pid : processes) {
    const std::string name = std::to_string(pid);
    std::string command = text_of(name, "cmdline");
    std::replace(command.begin(), command.end(), '\0', ' ');
    table += fmt::format("process {} ({}): {}", name, trim(text_of(name, "comm")), command);
    for (const auto& line : split_list(text_of(name, "status"), '\n'))
      for (const char* key : {"State:", "PPid:", "TracerPid:", "SigPnd:", "ShdPnd:", "SigBlk:"})
        if (line.rfind(key, 0) == 0) table += "; " + line;
    table += fmt::format("; waits in {}\n", trim(text_of(name, "wchan")));
  }
  return table;
}

int mpi_rank_of(pid_t pid) {
  const auto rank = farm::environment_of(pid, "OMPI_COMM_WORLD_RANK=");
  return rank ? std::atoi(rank->c_str()) : -1;
}

std::vector<std::string> processes_of(const std::filesystem::path& results) {
  std::vector<std::string> found;
  for (const auto& name : names_in("/proc")) {
    const auto pid = parse_integer(name);
    if (!pid || *pid == ::getpid()) continue;
    if (text_of(name, "cmdline").find(results.string()) == std::string::npos &&
        text_of(name, "environ").find(results.string()) == std::string::npos)
      continue;
    found.push_back(fmt::format("process {} ({})", name, trim(text_of(name, "comm"))));
  }
  return found;
}

}  // namespace sonosweep::chaos
