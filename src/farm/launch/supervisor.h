// Looks after the runs of one rank: lets them be started, watches them, tells the coordinator how they ended
// until it has acknowledged that.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "farm/launch/lease.h"
#include "farm/launch/local_runs.h"
#include "farm/launch/messages.h"
#include "farm/launch/transport.h"
#include "farm/processes/gpus.h"
#include "farm/processes/keeper.h"
#include "farm/processes/node.h"

namespace sonosweep::farm {

// Seconds that only ever count up.
double steady_seconds();

struct SupervisorSetup {
  NodePlace place;
  std::vector<std::string> arguments;  // of the command line, compared between ranks
  std::vector<Gpu> gpus = {};          // of the node
  std::function<double()> clock = steady_seconds;
  // It ends if its first Hello is not answered for so long. Rank 0 itself waits for all ranks before.
  double hello_limit_s = 150;
  std::optional<Helping> helping = {};  // it is of a launch that helps another one
};

// Its runs are held under a lease: where it hears nothing of the coordinator for that long, they checkpoint
// and end, and it waits for its return; given up meanwhile, it ends them and joins anew.
class Supervisor {
 public:
  // Says hello to the coordinator (rank 0 of the transport). Transport and keeper outlive this.
  Supervisor(Transport& transport, Keeper& keeper, SupervisorSetup setup);

  // A message from the coordinator.
  void handle(const Message& message);
  // Looks after runs and lease; never waits. True if anything happened.
  bool tick();
  // Readable when a run may have started or ended.
  int descriptor() const { return keeper_.descriptor(); }
  // Of a rank that helps. It has no more time, or a signal came: runs checkpoint and end, and when the
  // coordinator has heard how, the rank ends.
  void leave(const std::string& cause);
  bool leaving() const { return !leaving_.empty(); }
  // The coordinator is known to be gone: runs checkpoint and end, then the rank does.
  void abandon(const std::string& why);
  bool abandoned() const { return abandoned_; }

  // The coordinator has shut us down, or is not there any more.
  bool finished() const { return finished_; }
  int exit_code() const { return exit_code_; }
  // The exit code that the coordinator shut us down with, if it has.
  std::optional<int> told() const { return told_; }
  // This launch helps another one; then it has finished here.
  const std::optional<Helping>& lent() const { return lent_; }
  // Hello was answered.
  bool answered() const { return is_set_up() || incarnation_ > 1; }
  // Seconds since the coordinator was heard.
  double silence_s() const { return self_.clock() - last_heard_; }

 private:
  struct Unacknowledged {
    Finished finished;
    double sent_at = 0;
  };

  void on(const LaunchSetup& setup);
  void on(const Start& start);
  void on(const Alive& alive);
  void on(const GivenUp& given_up);
  void on(const ShutDown& shut_down);
  void stop_for_good();
  void say_hello();
  void beat();
  void look_after_lease();
  void join_anew();
  ChildCommand prepare(const Start& start) const;
  void report(const LocalEnd& local);
  void end_orphaned(double silence);
  bool may_go() const;
  void end(int exit_code);
  std::string coordinator_name() const { return self_.helping ? "the launch that has the folder" : "rank 0"; }
  bool is_set_up() const { return !setup_.out.empty(); }

  Transport& transport_;
  Keeper& keeper_;
  SupervisorSetup self_;
  LaunchSetup setup_;
  Lease lease_;
  LocalRuns runs_;
  std::map<Attempt, Unacknowledged> unacknowledged_;
  std::set<Attempt> seen_;  // in this incarnation
  int incarnation_ = 1;
  double last_beat_ = 0, last_heard_ = 0, stopping_since_ = 0;
  bool stopping_ = false;       // for good: the coordinator, or a signal, said so
  bool stop_heard_ = false;     // the coordinator knows
  bool orphaned_ = false;       // nothing heard for too long
  bool given_up_ = false;       // until it has joined anew
  bool asked_to_stop_ = false;  // by a signal
  bool abandoned_ = false;      // no coordinator is there any more
  std::string leaving_;         // why
  std::optional<int> told_;
  std::optional<Helping> lent_;
  bool finished_ = false;
  int exit_code_ = 0;
};

}  // namespace sonosweep::farm
