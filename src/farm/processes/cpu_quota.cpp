#include "farm/processes/cpu_quota.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/text.h"

namespace sonosweep::farm {
namespace {

namespace fs = std::filesystem;

// Its words; none if it is not there.
std::vector<std::string> words_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istream_iterator<std::string>(file), {}};
}

std::optional<double> quotient(const std::string& quota, const std::string& period) {
  const auto a = parse_number(quota), b = parse_number(period);  // "max" and "-1" are none
  if (!a || !b || *a <= 0 || *b <= 0) return std::nullopt;
  return *a / *b;
}

// Of one folder of either kind.
std::optional<double> quota_in(const fs::path& folder) {
  const auto unified = words_of(folder / "cpu.max");
  if (unified.size() == 2) return quotient(unified[0], unified[1]);
  const auto quota = words_of(folder / "cpu.cfs_quota_us"), period = words_of(folder / "cpu.cfs_period_us");
  if (quota.size() == 1 && period.size() == 1) return quotient(quota[0], period[0]);
  return std::nullopt;
}

// A group may be given as the host sees it, whose upper part is not there in a container: what is missing on
// the way sets no limit.
std::optional<double> smallest_up_from(const fs::path& tree, const std::string& group) {
  std::optional<double> smallest;
  fs::path below = fs::path(group).relative_path().lexically_normal();
  while (true) {
    const auto quota = quota_in(tree / below);
    if (quota) smallest = std::min(smallest.value_or(*quota), *quota);
    if (below.empty() || below == ".") return smallest;
    below = below.parent_path();
  }
}

}  // namespace

std::optional<double> cpu_quota(const fs::path& root) {
  const fs::path groups = root / "sys/fs/cgroup";
  std::ifstream own(root / "proc/self/cgroup");
  std::optional<double> smallest;
  for (std::string line; std::getline(own, line);) {
    // "0::/user.slice" or "4:cpu,cpuacct:/slurm/job_7"
    const auto first = line.find(':');
    const auto second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    std::vector<fs::path> trees;
    if (controllers.empty()) trees = {groups, groups / "unified"};
    const auto names = split_list(controllers);
    if (std::find(names.begin(), names.end(), "cpu") != names.end())
      trees = {groups / controllers, groups / "cpu"};
    for (const auto& tree : trees)
      if (const auto quota = smallest_up_from(tree, line.substr(second + 1)))
        smallest = std::min(smallest.value_or(*quota), *quota);
  }
  return smallest;
}

}  // namespace sonosweep::farm
