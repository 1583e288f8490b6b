// Files that tables name, found in the folder although another system spells their names differently.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "data_tools/faults.h"
#include "data_tools/tables/csv_table.h"

namespace sonosweep::data_tools {

class FileFinder {
 public:
  explicit FileFinder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Where the file (or folder) lies that the row's column `file` names, relative to the source folder or
  // absolute. Another normal form of Unicode is the same name; '\' stands for '/' where that leads to a file,
  // which is noted. Nothing and a fault: the field is empty, no such file, or only one in another spelling,
  // which is named. `what` begins the message: "video 'clip': ", or "".
  std::optional<std::filesystem::path> find(const CsvTable& table, const CsvRow& row, const std::string& what,
                                            Faults& faults);

 private:
  struct Found {
    std::filesystem::path path;
    std::string text;  // as the table should have it
    bool other_spelling = false;
  };
  std::optional<Found> look_for(const std::string& text);
  // What lies in a folder, by normal form C and by name_key().
  struct Names {
    std::map<std::string, std::string> by_form, by_key;
  };
  const Names& names(const std::filesystem::path& folder);

  std::filesystem::path folder_;
  std::map<std::filesystem::path, Names> names_;
};

}  // namespace sonosweep::data_tools
