#include "farm/status/disk_use.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <set>
#include <string>
#include <utility>

#include "core/folder.h"

namespace sonosweep::farm {
namespace {

class Count {
 public:
  void look_into(const std::filesystem::path& folder) {
    for (const auto& name : names_in(folder)) {
      const auto path = folder / name;
      struct stat facts {};
      if (::lstat(path.c_str(), &facts) != 0) continue;
      if (S_ISDIR(facts.st_mode)) {
        look_into(path);
      } else if (S_ISREG(facts.st_mode) && is_new(facts)) {
        of(name) += static_cast<std::uint64_t>(facts.st_size);
      }
    }
  }

  DiskUse use;

 private:
  bool is_new(const struct stat& facts) {
    return facts.st_nlink < 2 || seen_.emplace(facts.st_dev, facts.st_ino).second;
  }

  std::uint64_t& of(const std::string& name) {
    if (name == "best.pt") return use.weights;
    if (name == "last.pt" || name == "previous.pt" || name == "next.pt") return use.checkpoints;
    return name == "masks.h5" ? use.masks : use.other;
  }

  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

DiskUse disk_use(const std::filesystem::path& results) {
  Count count;
  count.look_into(results);
  struct statvfs facts {};
  if (::statvfs(results.c_str(), &facts) == 0)
    count.use.free = static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize;
  return count.use;
}

}  // namespace sonosweep::farm
