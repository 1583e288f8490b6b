// Bytes to a descriptor, all of them if it takes them.
#pragma once

#include <cstddef>
#include <string_view>

namespace sonosweep {

struct Written {
  std::size_t bytes = 0;  // how many the descriptor took
  int reason = 0;  // errno of what stopped it, 0 = nothing did; ENOSPC where it took nothing and said nothing
};

// Goes on after short writes and signals. Does not throw.
Written write_all(int descriptor, std::string_view bytes);

// What to do about such a reason: "free space or choose another folder".
const char* write_cure(int reason);

}  // namespace sonosweep
