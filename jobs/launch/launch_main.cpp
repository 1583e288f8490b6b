// sonosweep-launch: starts or continues a study; an MPI program that also runs alone.
#include "cli/run_program.h"
#include "farm/mpi/world.h"
#include "farm/processes/gpus.h"
#include "farm/processes/keeper.h"
#include "jobs/launch/launch_job.h"

int main(int argc, char** argv) {
  using namespace sonosweep;
  return cli::run_program([&] {
    // Both start processes, which is safe before MPI alone.
    farm::Keeper keeper;
    const auto gpus = farm::find_gpus();
    return mpi::run_ranks(argc, argv, [&](const mpi::World& world) {
      return jobs::launch({world.transport, keeper, world.place, gpus, world.end_all}, argc, argv);
    });
  });
}
