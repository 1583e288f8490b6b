// What runs inside the keeper's process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "farm/processes/descriptor.h"
#include "farm/processes/framed_socket.h"
#include "farm/processes/keeper_protocol.h"
#include "farm/processes/oom_counter.h"
#include "farm/processes/spawn.h"

namespace sonosweep::farm {

// A run is over when neither its process nor anything that it left behind lives: what loses its parent
// becomes a child of the keeper, and SONOSWEEP_RUN=KEEPER.SERIAL in its environment, or its session, says
// whose it was.
class KeeperProcess {
 public:
  // `rank`: the parent; `socket`: to it.
  KeeperProcess(Descriptor socket, pid_t rank);
  // Until the rank is gone; then everything is killed. Sleeps in the kernel while nothing happens.
  void serve();

 private:
  using Clock = std::chrono::steady_clock;
  struct Run {
    pid_t pid = 0;
    std::optional<Spawned> spawned;  // until it is known whether its program runs
    std::string start_error;
    Clock::time_point started{}, ended_at{};
    std::uint64_t oom_kills = 0;  // counted when it started
    bool killed = false, ended = false;
    KeptEnd end;
  };
  using Runs = std::map<RunSerial, Run>;

  void wait();
  bool rank_is_gone();
  void on(const KeepRun& request);
  void on(const StopKept& request);
  void on(const KillKept& request);
  void watch_start(RunSerial serial, Run& run);
  void reap();
  void reap_run(RunSerial serial, Run& run);
  void reap_orphan(pid_t pid);
  void look_after_orphans();
  std::optional<RunSerial> owner_of(pid_t orphan);
  void report_ends(const std::map<RunSerial, int>& orphans_of);

  FramedSocket socket_;
  pid_t rank_;
  Descriptor signals_;
  OomCounter oom_;
  Runs runs_;
  std::map<pid_t, RunSerial> owners_;  // of orphans, once known
  int looks_left_ = 0;                 // at orphans that cannot be told yet
};

// Forked from the rank: prepares this process and serves; does not return.
[[noreturn]] void be_keeper(int socket, pid_t rank);

}  // namespace sonosweep::farm
