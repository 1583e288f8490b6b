#include "farm/join/mailboxes.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/folder.h"
#include "core/text.h"
#include "core/utc_time.h"

namespace sonosweep::farm {
namespace {

namespace fs = std::filesystem;

// Of folders that are still being made.
constexpr char kHidden = '.';

void make_empty(const fs::path& path) {
  if (!std::ofstream(path)) throw_error<Error>("{}: cannot be written", path.string());
}

}  // namespace

std::string new_launch_name() {
  return fmt::format("{}-{}-{:x}", host_name(), ::getpid(), unix_ms_now());
}

fs::path mail_from(const ResultsFolder& folder, const std::string& launch, int rank) {
  return folder.join_folder() / launch / fmt::format("{}.from", rank);
}

fs::path mail_to(const ResultsFolder& folder, const std::string& launch, int rank) {
  return folder.join_folder() / launch / fmt::format("{}.to", rank);
}

void open_mailboxes(const ResultsFolder& folder, const std::string& launch, int ranks) {
  const auto hidden = folder.join_folder() / (kHidden + launch);
  create_folders(hidden);
  for (int rank = 0; rank < ranks; ++rank) {
    make_empty(hidden / fmt::format("{}.to", rank));
    make_empty(hidden / fmt::format("{}.from", rank));
  }
  std::error_code error;
  fs::rename(hidden, folder.join_folder() / launch, error);
  if (error) throw_error<Error>("{}: cannot be renamed ({})", hidden.string(), error.message());
}

void close_mailboxes(const ResultsFolder& folder, const std::string& launch) {
  remove_tree(folder.join_folder() / launch);
}

void begin_mailboxes(const ResultsFolder& folder) {
  create_folders(folder.join_folder());
  for (const auto& name : names_in(folder.join_folder())) remove_tree(folder.join_folder() / name);
}

std::vector<std::string> launches_with_mailboxes(const ResultsFolder& folder) {
  auto names = names_in(folder.join_folder());
  names.erase(std::remove_if(names.begin(), names.end(),
                             [](const std::string& name) { return name.front() == kHidden; }),
              names.end());
  return names;
}

std::vector<int> ranks_with_mailboxes(const ResultsFolder& folder, const std::string& launch) {
  const std::string end = ".from";
  std::vector<int> ranks;
  for (const auto& name : names_in(folder.join_folder() / launch)) {
    if (name.size() <= end.size() || name.compare(name.size() - end.size(), end.size(), end) != 0) continue;
    if (const auto rank = parse_integer(name.substr(0, name.size() - end.size())); rank && *rank >= 0)
      ranks.push_back(static_cast<int>(*rank));
  }
  std::sort(ranks.begin(), ranks.end());
  return ranks;
}

}  // namespace sonosweep::farm
