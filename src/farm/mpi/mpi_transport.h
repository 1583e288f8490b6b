// Messages between ranks over MPI.
#pragma once

#include <mpi.h>

#include <deque>
#include <list>
#include <set>
#include <string>

#include "farm/launch/transport.h"
#include "farm/mpi/communicator.h"

namespace sonosweep::mpi {

class MpiTransport : public farm::Transport {
 public:
  // `comm` outlives the transport; nobody else sends on it.
  explicit MpiTransport(const Communicator& comm);
  // Gives what was sent last a few seconds to leave.
  ~MpiTransport() override;
  MpiTransport(const MpiTransport&) = delete;
  MpiTransport& operator=(const MpiTransport&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  // What cannot be sent is dropped, and said once per peer.
  void send(int to, const std::string& text) override;
  std::optional<farm::Envelope> receive() override;

 private:
  // A message on its way: MPI reads the text until the request is complete.
  struct Sending {
    std::string text;
    int to = 0;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  void collect_sent();
  void complain(int to, int result, const char* call);

  MPI_Comm comm_;
  int rank_, size_;
  std::list<Sending> sending_;
  std::deque<farm::Envelope> to_self_;
  std::set<int> complained_;  // about these peers
};

}  // namespace sonosweep::mpi
