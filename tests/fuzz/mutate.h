// Damaged copies of a file's bytes, as copying, transfer and hand editing make them.
#pragma once

#include <cstdint>
#include <string>

namespace sonosweep::fuzz {

// One damaged copy. The same bytes and seed give the same copy, on every machine. Never longer than twice the
// original plus 64 bytes.
std::string mutate(const std::string& bytes, std::uint64_t seed);

}  // namespace sonosweep::fuzz
