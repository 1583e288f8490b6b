#include "data_tools/tables/source_folder.h"

#include "data_tools/tables/dataset_ini.h"
#include "data_tools/tables/table_reading.h"

namespace sonosweep::data_tools {

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
  return source;
}

}  // namespace sonosweep::data_tools
