// The launcher without MPI in sight: one call per rank.
#pragma once

#include "sweep/node.h"
#include "sweep/transport.h"

namespace sonosweep::jobs {

// `sonosweep-launch` on this rank. Rank 0 reads the command line, study and pack and leads; the others do as
// they are told. Returns the exit code, the same on all ranks; rank 0 has said everything there is to say.
int launch(sweep::Transport& transport, const sweep::NodePlace& place, int argc, const char* const* argv);

}  // namespace sonosweep::jobs
