// Where Open MPI keeps the files of a session, looked at before it does: its own answer is a page of text.
#pragma once

namespace sonosweep::mpi {

// Throws Error, which names the variable and the cure, where the folder that Open MPI takes from the
// environment can neither be written to nor be made. For a process that starts alone: under mpirun the folder
// is there.
void check_session_folder();

}  // namespace sonosweep::mpi
