#include "chaos/seeds.h"

#include <cstdio>
#include <cstdlib>

namespace sonosweep::chaos {

std::vector<std::uint64_t> asked_seeds() {
  const char* text = std::getenv("SONOSWEEP_CHAOS_SEED");
  unsigned long first = 0, last = 0;
  const int read = text == nullptr ? 0 : std::sscanf(text, "%lu-%lu", &first, &last);
  if (read < 1) return {};
  if (read < 2) last = first;
  std::vector<std::uint64_t> seeds;
  for (; first <= last; ++first) seeds.push_back(first);
  return seeds;
}

std::vector<std::vector<std::uint64_t>> seed_blocks(std::uint64_t first, std::uint64_t last,
                                                    std::size_t block) {
#ifdef SONOSWEEP_SANITIZED
  constexpr std::uint64_t kStep = 10;
#else
  constexpr std::uint64_t kStep = 1;
#endif
  std::vector<std::vector<std::uint64_t>> blocks;
  for (auto seed = first; seed <= last; seed += kStep) {
    if (blocks.empty() || blocks.back().size() == block) blocks.emplace_back();
    blocks.back().push_back(seed);
  }
  return blocks;
}

}  // namespace sonosweep::chaos
