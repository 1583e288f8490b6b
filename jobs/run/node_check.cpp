#include "jobs/run/node_check.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "core/build_info.h"
#include "core/text.h"
#include "farm/processes/cpu_quota.h"
#include "farm/processes/node.h"
#include "farm/results/circumstances.h"
#include "train/device.h"

namespace sonosweep::jobs {
namespace {

std::string own_libraries() {
  std::ifstream maps("/proc/self/maps");
  const std::string text{std::istreambuf_iterator<char>(maps), {}};
  return join(farm::computing_libraries(text), ",");
}

}  // namespace

std::vector<NodeFact> check_node() {
  train::set_threads(1);
  const BuildInfo& build = build_info();
  const double gflops = train::matrix_product_gflops();
  const int gpus = train::count_gpus();
  std::vector<NodeFact> facts{
      {"host", host_name()},
      {"version", build.version},
      {"git", build.git_describe},
      {"binary", binary_digest()},
      {"torch", train::torch_version()},
      {"libraries", own_libraries()},
      {"cores", std::to_string(farm::node_cores(farm::allowed_cpus(), farm::cpu_quota()))},
      {"blas_gflops", fmt::format("{:.1f}", gflops)},
      {"blas_slow", gflops < train::kSlowBlasGflops ? "yes" : "no"},
      {"gpus", std::to_string(gpus)}};
  for (int index = 0; index < gpus; ++index)
    if (const auto fault = train::fault_of_gpu(index); !fault.empty())
      facts.push_back({"gpu_fault", fmt::format("{}: {}", index, fault)});
  return facts;
}

}  // namespace sonosweep::jobs
