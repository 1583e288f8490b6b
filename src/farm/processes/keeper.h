// Starts and ends the runs of one rank, in a small process of its own that outlives the rank for as long as
// it takes to kill everything the runs have started.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "farm/processes/child_command.h"
#include "farm/processes/descriptor.h"
#include "farm/processes/framed_socket.h"
#include "farm/processes/keeper_protocol.h"

namespace sonosweep::farm {

struct KeeperNews {
  std::vector<KeptStart> starts;
  std::vector<KeptEnd> ends;
};

// However the rank ends, SIGKILL included, its keeper kills the runs and all their descendants, those with a
// session of their own too. However the keeper ends, the runs die with it and the rank kills what is left of
// them. Not even an end of both at once leaves a run's own process.
class Keeper {
 public:
  // Forks the keeper. Call it first thing in main: before threads, before MPI, before anything is open. From
  // here on the calling process adopts orphans among its descendants (PR_SET_CHILD_SUBREAPER).
  // Throws Error.
  Keeper();
  // Kills all runs and waits until they are gone.
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // None of these waits.

  // SONOSWEEP_RUN=KEEPER_PID.SERIAL is added to the environment. Every start gets exactly one end, that of a
  // program which cannot be started too. Throws Error: a text of the command holds a NUL.
  RunSerial start(const ChildCommand& command);
  // SIGTERM to the run's own process. Nothing happens if it has ended; kill() too.
  void ask_to_stop(RunSerial serial);
  // SIGKILL to all of the run.
  void kill(RunSerial serial);
  // What has happened since the last call. An end is told when no process of the run is left (but two seconds
  // after its own process's end at the latest: others may hang in the kernel).
  KeeperNews poll();

  // Readable, for poll(2) and the like, when poll() has news or something to do.
  int descriptor() const { return events_.get(); }
  // False once the keeper's process is gone: all runs are told as ended, and every later one is at once.
  bool alive() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }  // of the keeper; -1 when gone

 private:
  using Clock = std::chrono::steady_clock;

  void send(const std::string& text);
  void watch_socket();
  void take(const KeeperReport& report);
  void end_without_keeper(RunSerial serial, double wall_s);
  void bury_keeper();
  std::vector<pid_t> adopted() const;
  bool end_adopted();

  FramedSocket socket_;
  Descriptor events_, own_events_;  // epoll of the socket and of an eventfd for what is told without it
  pid_t owner_ = 0, pid_ = -1;
  RunSerial last_serial_ = 0;
  std::map<RunSerial, Clock::time_point> running_;
  std::vector<pid_t> foreign_children_;  // this process's own, MPI's for example
  KeeperNews news_;
  bool adopted_left_ = false;
};

}  // namespace sonosweep::farm
