// Ranks, started by mpirun or alone; the same with and without MPI in the build (world_single.cpp).
#pragma once

#include <functional>

#include "farm/launch/transport.h"
#include "farm/processes/node.h"

namespace sonosweep::mpi {

struct World {
  farm::Transport& transport;  // its rank(), size()
  farm::NodePlace place;
  // Ends all ranks at once, those too that do not answer; mpirun returns `exit_code`. Does not return.
  std::function<void(int exit_code)> end_all;
};

// Runs `body` on this rank and returns its exit code. An exception from it ends all ranks at once.
// Throws Error if MPI cannot be started. Once per process.
int run_ranks(int argc, char** argv, const std::function<int(const World&)>& body);

}  // namespace sonosweep::mpi
