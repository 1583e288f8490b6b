// What another program prints.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace sonosweep::farm {

// Standard output of a program found in PATH; its errors are dropped. Nothing if it cannot be started, does
// not end with exit code 0, or takes longer than `limit`, when it is killed.
std::optional<std::string> command_output(const std::vector<std::string>& arguments,
                                          std::chrono::milliseconds limit);

}  // namespace sonosweep::farm
