#include "data_tools/tables/file_finder.h"

#include <algorithm>
#include <cctype>
#include <system_error>

#include "core/folder.h"
#include "core/unicode.h"

namespace sonosweep::data_tools {
namespace {

bool has_drive_letter(const std::string& text) {
  return text.size() > 2 && std::isalpha(static_cast<unsigned char>(text[0])) != 0 && text[1] == ':' &&
         (text[2] == '\\' || text[2] == '/');
}

const char* missing_hint(const std::string& text) {
  if (has_drive_letter(text) || text.rfind("\\\\", 0) == 0)
    return "; this is a path of Windows, give it relative to the source folder";
  if (text.find("://") != std::string::npos) return "; a path is expected, not an address";
  return "; paths are relative to the source folder, or absolute";
}

}  // namespace

std::optional<std::filesystem::path> FileFinder::find(const CsvTable& table, const CsvRow& row,
                                                      const std::string& what, Faults& faults) {
  const std::string text = table.get_as_is(row, "file");
  if (text.empty()) {
    table.fault(faults, row, "empty file", what + "file is empty");
    return std::nullopt;
  }
  const std::filesystem::path path = folder_ / text;
  std::error_code error;
  // What cannot be looked at is told when it is opened.
  if (std::filesystem::exists(path, error) ||
      (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory))
    return path;
  const auto found = look_for(text);
  if (!found) {
    table.fault(faults, row, "no file",
                fmt::format("{}{}: no such file{}", what, visible(path.string()), missing_hint(text)));
    return std::nullopt;
  }
  if (found->other_spelling) {
    table.fault(faults, row, "spelling of file",
                fmt::format("{}file '{}': no such file; did you mean '{}'?", what, visible(text),
                            visible(found->text)));
    return std::nullopt;
  }
  if (text.find('\\') != std::string::npos)
    table.note(faults, row, "backslash",
               fmt::format("file '{}' is read as '{}'; write paths with slashes", visible(text),
                           visible(found->text)));
  return found->path;
}

std::optional<FileFinder::Found> FileFinder::look_for(const std::string& text) {
  std::string slashes = text;
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  const std::filesystem::path wanted(slashes);
  Found found;
  found.path = wanted.is_absolute() ? wanted.root_path() : folder_;
  std::filesystem::path spelled = wanted.root_path();
  for (const auto& part : wanted.relative_path()) {
    const std::string name = part.string();
    std::error_code error;
    std::string real = name;
    if (!std::filesystem::exists(found.path / name, error)) {
      const auto& all = names(found.path);
      const auto same = all.by_form.find(to_nfc(name)), like = all.by_key.find(name_key(name));
      if (same == all.by_form.end() && like == all.by_key.end()) return std::nullopt;
      found.other_spelling |= same == all.by_form.end();
      real = same != all.by_form.end() ? same->second : like->second;
    }
    found.path /= real;
    spelled /= real;
  }
  found.text = spelled.string();
  return found;
}

const FileFinder::Names& FileFinder::names(const std::filesystem::path& folder) {
  const auto [place, is_new] = names_.emplace(folder, Names{});
  if (is_new)
    for (const auto& name : names_in(folder)) {
      place->second.by_form.emplace(to_nfc(name), name);
      place->second.by_key.emplace(name_key(name), name);
    }
  return place->second;
}

}  // namespace sonosweep::data_tools
