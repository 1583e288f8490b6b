#include "farm/mpi/world.h"

#include <exception>

#include "core/error.h"
#include "core/log.h"
#include "farm/mpi/communicator.h"
#include "farm/mpi/mpi_transport.h"
#include "farm/mpi/session.h"
#include "farm/processes/cpu_quota.h"

namespace sonosweep::mpi {
namespace {

farm::NodePlace find_place(const Communicator& world) {
  const Communicator node = world.split_by_node();
  farm::NodePlace place;
  place.local_rank = node.rank();
  place.local_size = node.size();
  place.cpus = node.unite(farm::allowed_cpus());
  place.cpu_quota = farm::cpu_quota();
  return place;
}

}  // namespace

int run_ranks(int argc, char** argv, const std::function<int(const World&)>& body) {
  Session session(argc, argv);
  try {
    const Communicator world = Communicator::duplicate_world();
    MpiTransport transport(world);
    return body({transport, find_place(world), [&](int exit_code) { session.abort(exit_code); }});
  } catch (const std::exception& error) {
    // Leaving the session would wait for the others, who may wait for us.
    log_error("{}", error.what());
    const auto* ours = dynamic_cast<const Error*>(&error);
    session.abort(ours == nullptr ? kExitFailed : ours->exit_code());
  }
}

}  // namespace sonosweep::mpi
