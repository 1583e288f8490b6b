#include "farm/processes/oom_counter.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <iterator>

#include "core/text.h"

namespace sonosweep::farm {

OomCounter::OomCounter() {
  std::ifstream own("/proc/self/cgroup");
  const std::string text{std::istreambuf_iterator<char>(own), std::istreambuf_iterator<char>()};
  for (const auto& path : oom_counter_files(text)) {
    file_ = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file_.is_open()) return;
  }
}

std::uint64_t OomCounter::read() const {
  char text[1024];
  const ssize_t got = file_.is_open() ? ::pread(file_.get(), text, sizeof text, 0) : 0;
  return got > 0 ? parse_oom_kills({text, static_cast<std::size_t>(got)}) : 0;
}

std::vector<std::string> oom_counter_files(const std::string& own_cgroup) {
  std::vector<std::string> unified, memory;
  for (const auto& line : split_list(own_cgroup, '\n')) {
    // "0::/user.slice" or "4:memory:/slurm/job_7"
    const auto first = line.find(':');
    const auto second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    std::string group = line.substr(second + 1);
    if (group == "/") group.clear();
    if (controllers.empty())
      unified = {"/sys/fs/cgroup" + group + "/memory.events",
                 "/sys/fs/cgroup/unified" + group + "/memory.events", "/sys/fs/cgroup/memory.events"};
    for (const auto& controller : split_list(controllers))
      if (controller == "memory")
        memory = {"/sys/fs/cgroup/memory" + group + "/memory.oom_control",
                  "/sys/fs/cgroup/memory/memory.oom_control"};
  }
  // Where the old kind counts memory, the new one does not.
  memory.insert(memory.end(), unified.begin(), unified.end());
  return memory;
}

std::uint64_t parse_oom_kills(std::string_view text) {
  for (const auto& line : split_list(text, '\n')) {
    const auto blank = line.find(' ');
    if (blank == std::string::npos || line.compare(0, blank, "oom_kill") != 0) continue;
    const auto number = parse_integer(line.substr(blank + 1));
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
  }
  return 0;
}

}  // namespace sonosweep::farm
