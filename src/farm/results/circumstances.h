// What every result says about how it came about, beside its numbers: which program, on which machine, for
// which study, at what cost, and the digests of the files it left. So that tables can say later what they
// rest on.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "farm/results/run_result.h"

namespace sonosweep::farm {

// Adds to the details, of this process: "program" {version, git_describe, build_type, compiler, binary
// (SHA-256 of the executable)}, "host", "cpu" (its model), "gpus" (CUDA_VISIBLE_DEVICES, if set), "libraries"
// (file names of loaded libraries that compute), "cpu_s" (user and system time of this process and the
// children it has waited for), and "slurm_job", if set.
void record_process(RunResult& result);

// Adds "files": {name: SHA-256} of those files in the run's folder that others read or numbers rest on, as
// far as they are there: best.pt, masks.h5, predictions.csv, history.csv. Throws Error.
void record_files(RunResult& result, const std::filesystem::path& run_folder);

// Names of libraries among these lines of /proc/PID/maps that decide numbers or read data, each once, sorted:
// "libtorch_cpu.so.1.13", "libopenblasp-r0.3.21.so".
std::vector<std::string> computing_libraries(const std::string& maps);

}  // namespace sonosweep::farm
