#include "data_tools/faults.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "core/text.h"

namespace sonosweep::data_tools {

std::string kind_of(const std::string& message) {
  std::string kind = message.substr(std::min(message.find(": "), message.size()));
  kind.erase(std::remove_if(kind.begin(), kind.end(), [](char c) { return c >= '0' && c <= '9'; }),
             kind.end());
  return kind.empty() ? message : kind;
}

std::vector<std::string> grouped_texts(const std::vector<Remark>& remarks) {
  std::vector<std::vector<const Remark*>> groups;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const auto& remark : remarks) {
    if (remark.table.empty()) {
      groups.push_back({&remark});
      continue;
    }
    const auto [place, is_new] = places.emplace(std::pair(remark.table, remark.kind), groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(&remark);
  }
  std::vector<std::string> texts;
  for (const auto& group : groups) {
    std::string text = group.front()->text;
    if (group.size() > 1) {
      std::vector<std::string> lines;
      for (std::size_t i = 1; i < group.size(); ++i) lines.push_back(std::to_string(group[i]->line));
      text += fmt::format(" (and {} more of this kind: line{} {})", lines.size(),
                          lines.size() == 1 ? "" : "s", some_of(lines));
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

void Faults::forget_notes(const std::string& kind) {
  notes_.erase(
      std::remove_if(notes_.begin(), notes_.end(), [&](const Remark& note) { return note.kind == kind; }),
      notes_.end());
}

void Faults::append(Faults other) {
  std::move(other.faults_.begin(), other.faults_.end(), std::back_inserter(faults_));
  std::move(other.notes_.begin(), other.notes_.end(), std::back_inserter(notes_));
  fatal_ |= other.fatal_;
}

std::string some_of(const std::vector<std::string>& names, std::size_t most) {
  if (names.size() <= most) return join(names, ", ");
  const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(most));
  return fmt::format("{} and {} more", join(first, ", "), names.size() - most);
}

}  // namespace sonosweep::data_tools
