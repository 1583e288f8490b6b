// sonosweep-launch: starts or continues a study; an MPI program that also runs alone.
#include "cli/run_program.h"
#include "jobs/launch_job.h"
#include "mpi/world.h"

int main(int argc, char** argv) {
  using namespace sonosweep;
  return cli::run_program([&] {
    return mpi::run_ranks(argc, argv, [&](const mpi::World& world) {
      return jobs::launch(world.transport, world.place, argc, argv);
    });
  });
}
