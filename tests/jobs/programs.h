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

// Starts the run as attempt `number` in `results` by hand, and kills it as soon as this file of its folder is
// there, and is not the one it took over from the attempt before. True if it was still running.
bool kill_when_touched(const std::vector<std::string>& command, const std::filesystem::path& results,
                       const std::string& run_id, int number, const std::string& file);

// The tiny synthetic data set: made by sonosweep-synth, packed by sonosweep-convert. Throws if either fails.
std::filesystem::path make_tiny_pack(const std::filesystem::path& folder);

}  // namespace sonosweep::testing
