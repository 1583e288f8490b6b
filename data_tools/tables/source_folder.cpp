#include "data_tools/tables/source_folder.h"

#include <algorithm>

#include "core/text.h"
#include "core/unicode.h"

#include "data_tools/tables/dataset_ini.h"
#include "data_tools/tables/table_reading.h"

namespace sonosweep::data_tools {
namespace {

// A table of another name is not read: "clinical_data.csv" would be missed without a word.
void note_other_tables(const std::filesystem::path& folder, Faults& faults) {
  static const std::vector<std::string> kTables = {"videos.csv", "annotations.csv", "clinical.csv",
                                                   "patients.csv"};
  std::vector<std::string> others;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool known = std::any_of(kTables.begin(), kTables.end(), [&](const std::string& table) {
      return name_key(table) == name_key(name);
    });
    if (entry.path().extension() == ".csv" && !known && name[0] != '.') others.push_back(visible(name));
  }
  std::sort(others.begin(), others.end());
  if (!others.empty())
    faults.note("{}: not read: {}; the tables of a source folder are {}", folder.string(), some_of(others),
                join(kTables, ", "));
}

}  // namespace

SourceFolder read_source_folder(const std::filesystem::path& folder, double sf_scale, Faults& faults) {
  SourceFolder source;
  if (!std::filesystem::is_directory(folder)) {
    faults.add_fatal("{}: no such folder", folder.string());
    return source;
  }
  const DatasetIni dataset = read_dataset_ini(folder / "dataset.ini", faults);
  source.name = dataset.name;
  source.classes = dataset.classes;
  source.full_scale = dataset.full_scale;
  source.fit = dataset.fit;
  TableReading reading(folder, faults);
  read_source_videos(reading, source);
  read_source_annotations(reading, source);
  read_source_clinical(reading, sf_scale, source);
  read_source_patients(reading, source);
  read_source_truth(reading, source);
  note_other_tables(folder, faults);
  return source;
}

}  // namespace sonosweep::data_tools
