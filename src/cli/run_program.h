// The frame of every main(): exceptions become one message on standard error and a documented exit code.
#pragma once

#include <functional>

namespace sonosweep::cli {

// Runs `body` and returns its exit code; an exception of core/error.h gives its own code, any other 1.
int run_program(const std::function<int()>& body);

}  // namespace sonosweep::cli
