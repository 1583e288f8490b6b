// The end of a run's log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::farm {

// The last lines of what stands in the file from byte `from` on: at most `max_lines`, and of at most the last
// 16 KB. None if the file cannot be read.
std::vector<std::string> log_tail(const std::filesystem::path& file, std::uintmax_t from,
                                  std::size_t max_lines);

}  // namespace sonosweep::farm
