// Other processes of this machine, seen through /proc.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sonosweep::farm {

// The children of this process, of all its threads, zombies included. Cheap.
std::vector<pid_t> own_children();

// SIGKILL to these processes and to everything below them, as far as one look finds it. What is forked
// meanwhile may be missed: look again.
void kill_trees(const std::vector<pid_t>& roots);

// Kills every descendant of this process, and waits until none is left or `limit_s` has passed; some may
// hang in the kernel, but those are dying. Takes every child of this process. True if none is left.
bool kill_descendants(double limit_s);

// What environment variable NAME was when the process was started ("NAME=" given with its "=");
// nothing if it was not set or may not be read, or if the process is a zombie.
std::optional<std::string> environment_of(pid_t pid, std::string_view name);

}  // namespace sonosweep::farm
