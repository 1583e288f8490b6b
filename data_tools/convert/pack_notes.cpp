#include "data_tools/convert/pack_notes.h"

#include <algorithm>
#include <regex>
#include <set>
#include <string_view>

#include "core/text.h"

namespace sonosweep::data_tools {
namespace {

// A path begins where none goes on: "./" is not the beginning of the end of "../".
bool goes_on(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || std::string_view("/._-~+").find(c) != std::string_view::npos;
}

void drop_prefix(std::string& text, const std::string& prefix) {
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
    if (at > 0 && goes_on(text[at - 1]))
      ++at;
    else
      text.erase(at, prefix.size());
}

// With a slash at its end; "" where there is nothing to be dropped.
std::string prefix_of(const std::filesystem::path& folder) {
  return folder.empty() ? "" : (folder / "").string();
}

// The longest first: a folder in another one is dropped whole.
std::vector<std::string> prefixes(const std::filesystem::path& folder, const SourceFolder& source) {
  std::set<std::string> found = {prefix_of(folder), prefix_of(std::filesystem::absolute(folder))};
  const auto add = [&](const std::filesystem::path& file) {
    if (file.is_absolute() && file.string().rfind(prefix_of(folder), 0) != 0)
      found.insert(prefix_of(file.parent_path()));
  };
  for (const auto& video : source.videos) {
    add(video.path);
    add(video.true_frames / "");
  }
  for (const auto& annotation : source.annotations) {
    for (const auto& map : annotation.maps) add(map.path);
    for (const auto& map : annotation.truth) add(map.path);
  }
  const auto slashed = found;
  for (std::string prefix : slashed) {  // as another system writes them
    std::replace(prefix.begin(), prefix.end(), '/', '\\');
    found.insert(prefix);
  }
  found.erase("");
  std::vector<std::string> sorted(found.begin(), found.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return sorted;
}

// Days may be told by dates, and these stay outside the pack, also where a row with one is quoted.
void hide_dates(std::string& text) {
  static const std::regex date(
      "[0-9]{4}([-./])[0-9]{1,2}\\1[0-9]{1,2}|[0-9]{1,2}([-./])[0-9]{1,2}\\2[0-9]{4}");
  static const std::regex together("(^|[^0-9])(19|20)[0-9]{6}(?![0-9])"), quoted("day '[^']{0,200}'");
  text = std::regex_replace(text, quoted, "day (not shown)");
  text = std::regex_replace(text, date, "(a date)");
  text = std::regex_replace(text, together, "$1(a date)");
}

std::string as_text(std::string text) {
  const bool is_utf8 = is_valid_utf8(text);
  for (char& c : text)
    if (c == '\0' || (!is_utf8 && (static_cast<unsigned char>(c) & 0x80) != 0)) c = '?';
  return text;
}

}  // namespace

std::vector<std::string> pack_notes(const Faults& faults, const std::filesystem::path& folder,
                                    const SourceFolder& source) {
  std::vector<std::string> notes = faults.notes();
  for (const auto& fault : faults.texts()) notes.push_back("left out: " + fault);
  const auto drop = prefixes(folder, source);
  constexpr std::size_t kLongest = 2000;  // std::regex recurses over longer texts
  for (auto& note : notes) {
    for (const auto& prefix : drop) drop_prefix(note, prefix);
    note = as_text(std::move(note));
    // Behind the whole prefixes, and between two characters: a part of either would stay.
    if (note.size() > kLongest) {
      std::size_t end = kLongest;
      while ((static_cast<unsigned char>(note[end]) & 0xC0) == 0x80) --end;
      note = note.substr(0, end) + " ..";
    }
    hide_dates(note);
  }
  return notes;
}

}  // namespace sonosweep::data_tools
