// The launcher without MPI in sight: one call per rank.
#pragma once

#include <functional>
#include <vector>

#include "farm/launch/transport.h"
#include "farm/processes/gpus.h"
#include "farm/processes/keeper.h"
#include "farm/processes/node.h"

namespace sonosweep::jobs {

// What a rank has. Refers to things that outlive it.
struct Rank {
  farm::Transport& transport;
  farm::Keeper& keeper;
  farm::NodePlace place;
  std::vector<farm::Gpu> gpus;  // of its node
  // Ends all ranks at once with this exit code, those too that do not answer. Does not return.
  std::function<void(int exit_code)> end_all;
};

// `sonosweep-launch` on this rank. Rank 0 reads the command line, study and pack and leads; the others do as
// they are told. Returns the exit code, the same on all ranks; rank 0 has said everything there is to say.
int launch(const Rank& rank, int argc, const char* const* argv);

}  // namespace sonosweep::jobs
