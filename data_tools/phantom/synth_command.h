// The command line of sonosweep-synth.
#pragma once

namespace sonosweep::data_tools {

// Parses, synthesizes, prints a summary on standard output. Returns the exit code; throws as synthesize()
// does.
int run_synth(int argc, const char* const* argv);

}  // namespace sonosweep::data_tools
