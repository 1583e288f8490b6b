// How ranks talk: small texts between numbered peers. mpi/mpi_transport.h does it between machines,
// in_process_transport.h within one process.
#pragma once

#include <optional>
#include <string>

namespace sonosweep::farm {

struct Envelope {
  int from = 0;
  std::string text;
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  // Never waits: a dead peer must not hold up a living one. A rank may send to itself.
  // Messages between two ranks arrive in the order they were sent.
  virtual void send(int to, const std::string& text) = 0;
  // The next message, if one has arrived. Never waits.
  virtual std::optional<Envelope> receive() = 0;
};

}  // namespace sonosweep::farm
