#include "farm/processes/log_tail.h"

#include <algorithm>
#include <fstream>

namespace sonosweep::farm {

std::vector<std::string> log_tail(const std::filesystem::path& path, std::uintmax_t from,
                                  std::size_t max_lines) {
  constexpr std::uintmax_t kMaxBytes = 16384;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::uintmax_t>(std::max<std::streamoff>(0, file.tellg()));
  from = std::max(std::min(from, size), size > kMaxBytes ? size - kMaxBytes : 0);
  file.seekg(static_cast<std::streamoff>(from));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.size() > max_lines)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(max_lines));
  return lines;
}

}  // namespace sonosweep::farm
