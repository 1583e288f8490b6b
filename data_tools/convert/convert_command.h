// The command line of sonosweep-convert.
#pragma once

namespace sonosweep::data_tools {

// Parses, converts, prints the summary; returns the exit code or throws as cli::run_program() expects.
int run_convert(int argc, const char* const* argv);

}  // namespace sonosweep::data_tools
