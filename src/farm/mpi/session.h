// MPI from start to end, as an object.
#pragma once

#include <string>

namespace sonosweep::mpi {

// MPI is initialised as long as a Session lives. Only the thread that made it may call MPI.
// Leaving it waits for all ranks: catch exceptions inside, and abort().
class Session {
 public:
  // Throws Error if MPI cannot be started, or would find no place for its own files.
  Session(int& argc, char**& argv);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Ends all ranks; mpirun returns `exit_code`.
  [[noreturn]] void abort(int exit_code);
};

// The result of an MPI call. Throws Error naming the call and MPI's reason.
void check(int result, const char* call);

}  // namespace sonosweep::mpi
