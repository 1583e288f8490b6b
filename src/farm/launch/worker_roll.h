// Who works for the coordinator: which ranks are there, under which incarnation, when they were last heard,
// and what they were told without an answer so far.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "farm/launch/lease.h"
#include "farm/launch/messages.h"

namespace sonosweep::farm {

class WorkerRoll {
 public:
  struct Worker {
    Hello hello;
    int slots = 1;
    std::vector<Gpu> gpus;  // of the node's, those that are this rank's and of no other launch
    bool present = true;
  };

  explicit WorkerRoll(const Lease& lease) : lease_(lease) {}

  // Takes a rank in. False if it stands there already under this incarnation (its Hello was sent again), or
  // is that of an earlier one.
  bool take_in(int rank, const Hello& hello, int slots, double now);
  const Worker& worker(int rank) const { return entries_.at(rank).worker; }
  bool has(int rank) const { return entries_.count(rank) != 0; }
  // True if this rank speaks under the incarnation in which it is present; then it is alive.
  bool hear(int rank, int incarnation, double now);
  // Ranks that have been silent for too long; they are no longer present.
  std::vector<int> give_up_silent(double now);
  void give_up(int rank);
  // What was heard while we ourselves did not listen is not known: everybody gets a new lease.
  void renew_all(double now);

  int present() const;
  bool is_present(int rank) const { return has(rank) && worker(rank).present; }

  // A Start that was sent, until it is confirmed.
  void sent(int rank, const Start& start, double now);
  void confirm(int rank, const Attempt& attempt);
  // Starts that were not confirmed for a while, now to be sent again.
  std::vector<std::pair<int, Start>> due(double now);

 private:
  struct Sent {
    Start start;
    double at = 0;
  };
  struct Entry {
    Worker worker;
    double heard = 0;
    std::map<Attempt, Sent> unconfirmed;
  };

  std::vector<Gpu> gpus_for(const Hello& hello) const;

  Lease lease_;
  std::map<int, Entry> entries_;
};

// The node's GPUs are dealt among its ranks; each is one rank's alone.
std::vector<Gpu> gpus_of_rank(const std::vector<Gpu>& node_gpus, int local_rank, int local_size);

}  // namespace sonosweep::farm
