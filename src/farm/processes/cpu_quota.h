// How much of the CPUs the control groups of this process allow: containers are limited like this, while they
// see all CPUs of the machine.
#pragma once

#include <filesystem>
#include <optional>

namespace sonosweep::farm {

// In CPUs, 1.5 for one and a half: the smallest on the way from the group of this process to the root of its
// tree, of control groups 2 (cpu.max) and 1 (cpu.cfs_quota_us). Nothing where none is set, or the machine
// does not tell. `root`: where /proc and /sys are, for tests.
std::optional<double> cpu_quota(const std::filesystem::path& root = "/");

}  // namespace sonosweep::farm
