#include "farm/status/disk_use.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/checkpoint_files.h"
#include "core/folder.h"

namespace sonosweep::farm {
namespace {

class Count {
 public:
  // The folder itself may be a link.
  void look_into(const std::filesystem::path& folder, bool follow_links) {
    int reason = 0;
    const auto names = names_in(folder, reason);
    if (reason != 0) ++use.unreadable;
    for (const auto& name : names) {
      const auto path = folder / name;
      struct stat facts {};
      if (::lstat(path.c_str(), &facts) != 0) continue;
      const bool is_link = S_ISLNK(facts.st_mode);
      if (is_link && (!follow_links || ::stat(path.c_str(), &facts) != 0)) continue;
      if (S_ISDIR(facts.st_mode)) {
        if (is_first_look(facts)) look_into(path, false);
      } else if (!is_link && S_ISREG(facts.st_mode) && is_new(facts)) {
        of(name) += static_cast<std::uint64_t>(facts.st_size);
      }
    }
  }

  DiskUse use;

 private:
  bool is_first_look(const struct stat& facts) { return seen_.emplace(facts.st_dev, facts.st_ino).second; }

  bool is_new(const struct stat& facts) { return facts.st_nlink < 2 || is_first_look(facts); }

  std::uint64_t& of(const std::string& name) {
    if (name == kBestWeightsFile) return use.weights;
    if (is_checkpoint_file(name)) return use.checkpoints;
    return name == "masks.h5" ? use.masks : use.other;
  }

  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

DiskUse disk_use(const std::filesystem::path& results) {
  Count count;
  count.look_into(results, true);
  for (const auto& part : {results, results / "runs", results / "attempts"}) {
    struct statvfs facts {};
    if (::statvfs(part.c_str(), &facts) != 0) continue;
    const auto free = static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize;
    count.use.free = std::min(count.use.free.value_or(free), free);
  }
  return count.use;
}

}  // namespace sonosweep::farm
