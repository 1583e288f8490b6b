// How mpirun is called so that it survives its ranks.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::chaos {

// mpirun with its options for so many ranks on this machine, by the version of Open MPI that there is.
std::vector<std::string> mpirun_words(int ranks);
// The environment of this process with what mpirun wants of root.
std::vector<std::string> mpirun_environment();

}  // namespace sonosweep::chaos
