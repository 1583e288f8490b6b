#include "core/folder.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace sonosweep {
namespace {

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

bool is_kind(const std::filesystem::path& path, mode_t kind) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && (info.st_mode & S_IFMT) == kind;
}

}  // namespace

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, CloseDir> dir(::opendir(folder.c_str()));
  if (!dir) return names;
  while (const dirent* entry = ::readdir(dir.get()))
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
      names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  auto names = names_in(folder);
  names.erase(std::remove_if(names.begin(), names.end(),
                             [&](const std::string& name) { return !is_kind(folder / name, S_IFREG); }),
              names.end());
  return names;
}

bool remove_tree(const std::filesystem::path& path) {
  if (!is_kind(path, S_IFDIR)) return ::unlink(path.c_str()) == 0 || errno == ENOENT;
  bool all = true;
  for (const auto& name : names_in(path)) all &= remove_tree(path / name);
  return (::rmdir(path.c_str()) == 0 || errno == ENOENT) && all;
}

}  // namespace sonosweep
