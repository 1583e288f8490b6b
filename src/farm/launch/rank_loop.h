// The life of a rank: take messages, look after what is entrusted to it, sleep.
#pragma once

#include <functional>
#include <vector>

#include "farm/launch/coordinator.h"
#include "farm/launch/supervisor.h"
#include "farm/launch/transport.h"

namespace sonosweep::farm {

// Waits until every rank has said hello; their hellos in the order of the ranks.
// Throws UsageError if their command lines differ, Error naming a rank that stays silent.
std::vector<Hello> gather_hellos(Transport& transport);

// Tells every rank but this one to end with this exit code, before or instead of any work.
void shut_down_others(Transport& transport, int exit_code);

// One round: all messages that have arrived, then one tick of each. True if anything happened.
// `coordinator` on rank 0 only.
bool serve_once(Transport& transport, Supervisor& supervisor, Coordinator* coordinator);

// Rounds until the supervisor is shut down, and the coordinator, if there is one, has finished. Sleeps
// between them: an idle rank takes under 1 % of a core. `each_round`: what else there is to be done.
void serve(
    Transport& transport, Supervisor& supervisor, Coordinator* coordinator,
    const std::function<void()>& each_round = [] {});

}  // namespace sonosweep::farm
