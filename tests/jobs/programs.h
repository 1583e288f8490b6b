// Running the built programs from tests.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::testing {

struct Ended {
  int exit_code = -1;
  int signal = 0;  // that ended it, 0 if none did
  std::string out, err;
};

// Path of a program of this build.
std::string program(const std::string& name);

// Starts and waits; standard output and error are read completely.
Ended run(const std::vector<std::string>& command);

// mpirun -n ranks command, as root too.
Ended run_mpi(int ranks, const std::vector<std::string>& command);

// Starts without waiting, output to `log`; for tests that kill.
pid_t start(const std::vector<std::string>& command, const std::filesystem::path& log);
// Its end.
Ended wait_for(pid_t pid);

// The tiny synthetic data set: made by sonosweep-synth, packed by sonosweep-convert. Throws if either fails.
std::filesystem::path make_tiny_pack(const std::filesystem::path& folder);

}  // namespace sonosweep::testing
