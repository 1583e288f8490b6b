#include "farm/mpi/session.h"

#include <mpi.h>

#include <cstdlib>

#include "core/error.h"
#include "farm/mpi/session_folder.h"

namespace sonosweep::mpi {

Session::Session(int& argc, char**& argv) {
#ifdef OPEN_MPI
  check_session_folder();
#endif
  int provided = 0;
  if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS)
    throw Error("MPI cannot be started");
  if (provided < MPI_THREAD_FUNNELED) {
    MPI_Finalize();
    throw_error<Error>("this MPI gives thread level {}, MPI_THREAD_FUNNELED ({}) is needed", provided,
                       static_cast<int>(MPI_THREAD_FUNNELED));
  }
}

Session::~Session() {
  int finalized = 0;
  if (MPI_Finalized(&finalized) == MPI_SUCCESS && finalized == 0) MPI_Finalize();
}

void Session::abort(int exit_code) {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (size > 1) MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);  // alone there is nobody to end, and MPI_Abort talks a lot
}

void check(int result, const char* call) {
  if (result == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = "unknown error";
  int length = 0;
  MPI_Error_string(result, text, &length);
  throw_error<Error>("{} failed: {}", call, text);
}

}  // namespace sonosweep::mpi
