// The frame of every main(): exceptions become one message on standard error and a documented exit code.
#pragma once

#include <functional>

namespace sonosweep::cli {

// Runs `body` and returns its exit code; an exception of core/error.h gives its own code, any other 1.
// From then on SIGXFSZ is ignored, in the programs that it starts too unless they undo that.
int run_program(const std::function<int()>& body);

}  // namespace sonosweep::cli
