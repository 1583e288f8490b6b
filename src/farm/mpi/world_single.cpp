// run_ranks() in a build without MPI: one rank.
#include <cstdlib>

#include "core/error.h"
#include "core/text.h"
#include "farm/launch/in_process_transport.h"
#include "farm/mpi/world.h"
#include "farm/processes/cpu_quota.h"

namespace sonosweep::mpi {

int run_ranks(int, char**, const std::function<int(const World&)>& body) {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* size = std::getenv(name); size != nullptr && parse_integer(size).value_or(1) > 1)
      throw_error<UsageError>(
          "started on {} ranks, but built without MPI; start it without mpirun, or build with "
          "-DSONOSWEEP_MPI=ON",
          size);
  farm::InProcessHub hub(1);
  farm::NodePlace place;
  place.cpus = farm::allowed_cpus();
  place.cpu_quota = farm::cpu_quota();
  return body({hub.at(0), place, [](int exit_code) { std::_Exit(exit_code); }});
}

}  // namespace sonosweep::mpi
