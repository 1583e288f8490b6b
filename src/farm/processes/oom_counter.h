// How many processes of this one's control group the kernel has killed because memory ran out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "farm/processes/descriptor.h"

namespace sonosweep::farm {

class OomCounter {
 public:
  OomCounter();
  // Since the group was made; 0 if this machine does not tell.
  std::uint64_t read() const;

 private:
  Descriptor file_;
};

// The files that may tell, best first, from the text of /proc/self/cgroup (control groups 2 and 1).
std::vector<std::string> oom_counter_files(const std::string& own_cgroup);
// From the text of memory.events or memory.oom_control; 0 if it does not tell.
std::uint64_t parse_oom_kills(std::string_view text);

}  // namespace sonosweep::farm
