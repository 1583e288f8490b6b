// Looks after the runs of one rank: starts them as child processes, watches them, tells the coordinator how
// they ended.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "sweep/child_process.h"
#include "sweep/messages.h"
#include "sweep/node.h"
#include "sweep/transport.h"

namespace sonosweep::sweep {

class Supervisor {
 public:
  // Says hello to the coordinator (rank 0). `arguments`: of the command line, compared between ranks.
  Supervisor(Transport& transport, const NodePlace& place, std::vector<std::string> arguments);

  // A message from the coordinator.
  void handle(const Message& message);
  // Looks after the children; never waits. True if anything happened.
  bool tick();
  // The coordinator has shut us down.
  bool finished() const { return finished_; }
  int exit_code() const { return exit_code_; }

 private:
  struct Child {
    std::string run;
    int attempt = 1;
    ChildProcess process;
  };

  void on(const LaunchSetup& setup) { setup_ = setup; }
  void on(const Start& start);
  void on(const ShutDown& shut_down);
  void stop_children();
  ChildCommand command_for(const Start& start) const;
  void report(const std::string& run, int attempt, RunOutcome outcome,
              std::vector<std::string> log_tail = {});
  void report_end(const Child& child, const ChildEnd& end);

  Transport& transport_;
  NodePlace place_;
  LaunchSetup setup_;
  std::vector<Child> children_;
  bool stopping_ = false, asked_to_stop_ = false, killed_ = false, finished_ = false;
  std::chrono::steady_clock::time_point stopping_since_{};
  int exit_code_ = 0;
};

}  // namespace sonosweep::sweep
