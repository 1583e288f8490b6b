#include "core/folder.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/error.h"
#include "core/link_target.h"

namespace sonosweep {
namespace {

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

bool is_kind(const std::filesystem::path& path, mode_t kind) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && (info.st_mode & S_IFMT) == kind;
}

// ESTALE: a network file system says so of what another node has removed.
bool says_nothing_is_there(int reason) {
  return reason == ENOENT || reason == ENOTDIR || reason == ESTALE;
}

}  // namespace

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  int ignored = 0;
  return names_in(folder, ignored);
}

std::vector<std::string> names_in(const std::filesystem::path& folder, int& reason) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, CloseDir> dir(::opendir(folder.c_str()));
  reason = dir || says_nothing_is_there(errno) ? 0 : errno;
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

bool is_there(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) return true;
  if (!says_nothing_is_there(errno))
    throw_error<Error>("{}: cannot be read ({})", path.string(), errno_text(errno));
  if (is_kind(path, S_IFLNK))
    throw_error<Error>("{}: is a link to {}, where nothing is; is that disk there?", path.string(),
                       link_target(path).string());
  return false;
}

bool remove_tree(const std::filesystem::path& path) {
  if (!is_kind(path, S_IFDIR)) return ::unlink(path.c_str()) == 0 || errno == ENOENT;
  bool all = true;
  for (const auto& name : names_in(path)) all &= remove_tree(path / name);
  return (::rmdir(path.c_str()) == 0 || errno == ENOENT) && all;
}

}  // namespace sonosweep
