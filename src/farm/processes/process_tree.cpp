#include "farm/processes/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

#include "farm/processes/descriptor.h"

namespace sonosweep::farm {
namespace {

// The whole file; empty if it cannot be read, or any longer.
std::string read_all(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  if (!file.is_open()) return text;
  char part[4096];
  for (;;) {
    const ssize_t got = ::read(file.get(), part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(part, static_cast<std::size_t>(got));
  }
}

// The names in a folder that are numbers.
std::vector<pid_t> numbers_in(const char* path) {
  struct Close {
    void operator()(DIR* folder) const { ::closedir(folder); }
  };
  std::vector<pid_t> result;
  const std::unique_ptr<DIR, Close> folder(::opendir(path));
  if (folder == nullptr) return result;
  while (const dirent* entry = ::readdir(folder.get()))
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
      result.push_back(static_cast<pid_t>(std::atol(entry->d_name)));
  return result;
}

pid_t parent_of(pid_t pid) {
  const std::string stat = read_all("/proc/" + std::to_string(pid) + "/stat");
  const auto after_name = stat.rfind(')');  // the name may hold anything
  if (after_name == std::string::npos || after_name + 4 >= stat.size()) return 0;
  return static_cast<pid_t>(std::atol(stat.c_str() + after_name + 4));  // ") S 123"
}

using Link = std::pair<pid_t, pid_t>;  // parent, child

std::vector<Link> all_links() {
  std::vector<Link> links;
  for (const pid_t pid : numbers_in("/proc")) links.emplace_back(parent_of(pid), pid);
  std::sort(links.begin(), links.end());
  return links;
}

std::vector<pid_t> children_in(const std::vector<Link>& links, pid_t parent) {
  std::vector<pid_t> result;
  for (auto link = std::lower_bound(links.begin(), links.end(), Link{parent, 0});
       link != links.end() && link->first == parent; ++link)
    result.push_back(link->second);
  return result;
}

}  // namespace

std::vector<pid_t> own_children() {
  std::vector<pid_t> result;
  bool known = false;
  for (const pid_t thread : numbers_in("/proc/self/task")) {
    const std::string path = "/proc/self/task/" + std::to_string(thread) + "/children";
    if (::access(path.c_str(), R_OK) != 0) continue;
    known = true;
    const std::string text = read_all(path);
    for (const char* at = text.c_str(); *at != '\0';) {
      char* end = nullptr;
      const long pid = std::strtol(at, &end, 10);
      if (end == at) break;
      result.push_back(static_cast<pid_t>(pid));
      at = *end == ' ' ? end + 1 : end;
    }
  }
  // A kernel built without that file.
  return known ? result : children_in(all_links(), ::getpid());
}

void kill_trees(const std::vector<pid_t>& roots) {
  if (roots.empty()) return;
  // Stopped first, until a look finds nobody new: who is stopped can neither fork nor end, and so its number
  // cannot become another's.
  constexpr int kLooks = 5;
  std::vector<pid_t> found = roots;
  std::size_t stopped = 0;
  for (int look = 0; look < kLooks && stopped < found.size(); ++look) {
    for (; stopped < found.size(); ++stopped) ::kill(found[stopped], SIGSTOP);
    const auto links = all_links();
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const pid_t child : children_in(links, found[i]))
        if (std::find(found.begin(), found.end(), child) == found.end()) found.push_back(child);
  }
  for (const pid_t pid : found) ::kill(pid, SIGKILL);
}

bool kill_descendants(double limit_s) {
  using std::chrono::steady_clock;
  const auto limit = steady_clock::now() + std::chrono::duration<double>(limit_s);
  std::chrono::microseconds nap{500};
  for (;;) {
    pid_t reaped = 0;
    do {
      reaped = ::waitpid(-1, nullptr, WNOHANG);
    } while (reaped > 0);
    // Without children there are no descendants: those of a dead child would be ours by now.
    if (reaped < 0 && errno == ECHILD) return true;
    kill_trees(own_children());
    if (steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(nap);
    nap = std::min(2 * nap, std::chrono::microseconds(20'000));
  }
}

std::optional<std::string> environment_of(pid_t pid, std::string_view name) {
  const std::string text = read_all("/proc/" + std::to_string(pid) + "/environ");
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\0', at), text.size());
    if (std::string_view(text).substr(at, name.size()) == name)
      return text.substr(at + name.size(), end - at - name.size());
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace sonosweep::farm
