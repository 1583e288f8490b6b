// An owned MPI communicator whose errors become exceptions.
#pragma once

#include <mpi.h>

#include "farm/processes/node.h"

namespace sonosweep::mpi {

class Communicator {
 public:
  // A duplicate of MPI_COMM_WORLD, so that our messages never meet another library's. Collective.
  static Communicator duplicate_world();
  ~Communicator();
  Communicator(Communicator&& other) noexcept;
  Communicator& operator=(Communicator&& other) noexcept;

  MPI_Comm get() const { return comm_; }
  int rank() const;
  int size() const;
  // The ranks that share this rank's memory. Collective.
  Communicator split_by_node() const;
  // The union over all ranks. Collective.
  farm::CpuSet unite(const farm::CpuSet& cpus) const;

 private:
  explicit Communicator(MPI_Comm comm);
  void free() noexcept;

  MPI_Comm comm_ = MPI_COMM_NULL;
};

}  // namespace sonosweep::mpi
