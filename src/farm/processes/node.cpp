#include "farm/processes/node.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::farm {
namespace {

bool read_mask(pid_t pid, CpuSet& cpus) {
  cpu_set_t mask;
  if (::sched_getaffinity(pid, sizeof mask, &mask) != 0) return false;
  for (std::size_t cpu = 0; cpu < cpus.size(); ++cpu) cpus[cpu] = CPU_ISSET(cpu, &mask) != 0;
  return cpus.any();
}

bool started_by_mpi_daemon() {
  std::ifstream file("/proc/" + std::to_string(::getppid()) + "/comm");
  std::string name;
  std::getline(file, name);
  for (const char* daemon : {"mpirun", "mpiexec", "orterun", "orted", "prterun", "prted", "prte"})
    if (name == daemon) return true;
  return false;
}

}  // namespace

CpuSet allowed_cpus() {
  CpuSet cpus;
  if (started_by_mpi_daemon() && read_mask(::getppid(), cpus)) return cpus;
  if (read_mask(0, cpus)) return cpus;
  const std::size_t known = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t cpu = 0; cpu < std::min(known, cpus.size()); ++cpu) cpus.set(cpu);
  return cpus;
}

int node_cores(const CpuSet& cpus, std::optional<double> cpu_quota) {
  // A quota of 3.98 is meant as 4.
  constexpr double kNearlyWhole = 0.05;
  int cores = static_cast<int>(cpus.count());
  if (cpu_quota && *cpu_quota + kNearlyWhole < cores) cores = static_cast<int>(*cpu_quota + kNearlyWhole);
  cores = std::max(1, cores);
  const char* granted = std::getenv("SLURM_CPUS_ON_NODE");
  const auto limit = granted == nullptr ? std::nullopt : parse_integer(granted);
  return limit && *limit > 0 ? static_cast<int>(std::min<long long>(cores, *limit)) : cores;
}

std::string quota_note(const CpuSet& cpus, std::optional<double> cpu_quota) {
  const int cores = node_cores(cpus, cpu_quota);
  if (cores >= node_cores(cpus)) return {};
  return fmt::format("a CPU quota of {:.3g} (control group of this process): {} of {} cores are used",
                     *cpu_quota, cores, node_cores(cpus));
}

int slots_of_rank(int cores, int threads, int local_rank, int local_size) {
  const int slots = cores / std::max(1, threads);
  return std::max(1, slots / local_size + (local_rank < slots % local_size ? 1 : 0));
}

}  // namespace sonosweep::farm
