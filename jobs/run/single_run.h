// What sonosweep-run does: one run of a study, from the command line's words to its exit code.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep::jobs {

struct SingleRunRequest {
  std::filesystem::path data, study, out;
  std::string run_id;
};

// A run that is done already is left as it is, unless what it was made from has changed since: then that is
// said, and it is done again. Throws as the exit codes of core/error.h say; UsageError naming a run that must
// be done before.
void perform_single_run(const SingleRunRequest& request);

}  // namespace sonosweep::jobs
