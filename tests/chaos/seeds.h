// Which campaigns a test runs: blocks of seeds in the suite, or what the environment asks for.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace sonosweep::chaos {

constexpr std::uint64_t kMpirunSeeds = 20, kAllSeeds = 200;  // 1..20 under mpirun, 21..200 in one process

// Those of SONOSWEEP_CHAOS_SEED=N or SONOSWEEP_CHAOS_SEED=FIRST-LAST; none without.
std::vector<std::uint64_t> asked_seeds();

// `first`.. in blocks of ten up to `last`; with the sanitizers one of each block.
std::vector<std::vector<std::uint64_t>> seed_blocks(std::uint64_t first, std::uint64_t last,
                                                    std::size_t block = 10);

}  // namespace sonosweep::chaos
