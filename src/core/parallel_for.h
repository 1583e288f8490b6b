// A loop whose turns do not depend on each other, on all cores.
#pragma once

#include <cstddef>
#include <functional>

namespace sonosweep {

// Calls turn(0) .. turn(count - 1), each once, in any order, on as many threads as the machine has cores (at
// most 8). What one of them throws is thrown here, after all have ended; of several the one of the smallest
// index.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& turn);

}  // namespace sonosweep
