// The environment that a run starts from.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::farm {

// This process's environment without what would make a child believe that it is an MPI rank or part of
// another run, with OpenMP and BLAS told to use `threads` threads.
std::vector<std::string> child_environment(int threads);

}  // namespace sonosweep::farm
