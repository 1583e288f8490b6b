// The machine a rank stands on, and its share of it.
#pragma once

#include <bitset>
#include <optional>
#include <string>

namespace sonosweep::farm {

using CpuSet = std::bitset<1024>;  // by logical CPU number

struct NodePlace {
  int local_rank = 0, local_size = 1;  // among the ranks of this node
  CpuSet cpus;                         // all CPUs that those ranks may use
  std::optional<double> cpu_quota;     // how many of them at a time (cpu_quota.h)
};

// The CPUs this rank may use. Open MPI binds each rank to a core by default; that is meant for ranks that
// compute themselves, so the mask of the daemon that started the rank counts instead.
CpuSet allowed_cpus();

// How many cores of the node are ours: the CPUs, at most what Slurm granted (SLURM_CPUS_ON_NODE) and what the
// quota allows, at least 1. What it allows of a core beyond whole ones is left to the system.
int node_cores(const CpuSet& cpus, std::optional<double> cpu_quota = std::nullopt);
// What to say where the quota is what limits them; "" where it is not.
std::string quota_note(const CpuSet& cpus, std::optional<double> cpu_quota);

// A node has floor(cores / threads) slots; its ranks share them, the first ones get what is left over,
// each gets at least one.
int slots_of_rank(int cores, int threads, int local_rank, int local_size);

}  // namespace sonosweep::farm
