// What a node offers to runs, as a run would find it: for slurm/preflight.sh, which compares the nodes of a
// job.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::jobs {

struct NodeFact {
  std::string key, value;
};

// host; version, git, binary (SHA-256 of this program); torch; libraries (file names of those that compute,
// comma-separated); cores (that this process may use); blas_gflops (one thread); blas_slow (yes, no);
// gpus (that LibTorch sees); gpu_fault for each of them that does not multiply ("0: CUDA error: ..").
// Opens the GPUs and sets the threads of this process to 1. Takes some seconds.
std::vector<NodeFact> check_node();

}  // namespace sonosweep::jobs
