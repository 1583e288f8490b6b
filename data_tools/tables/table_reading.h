// What the tables of one source folder share while they are read, and the readers of each.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data_tools/faults.h"
#include "data_tools/tables/csv_table.h"
#include "data_tools/tables/days.h"
#include "data_tools/tables/file_finder.h"
#include "data_tools/tables/source_folder.h"
#include "data_tools/tables/spellings.h"

namespace sonosweep::data_tools {

struct TableReading {
  TableReading(std::filesystem::path where, Faults& all_faults)
      : folder(std::move(where)), files(folder), faults(all_faults) {}

  // The fault of a row whose video_id is not in videos.csv. Nothing is said where that table could not be
  // read, or where the id stands there in a row with faults of its own.
  void unknown_video(const CsvTable& table, const CsvRow& row);

  std::filesystem::path folder;
  FileFinder files;
  Spellings patients{"patient", "one of the two may train and the other test"};  // of three tables
  Days days;                                                                     // of two tables
  bool videos_read = false;
  std::vector<data::Video> videos;                     // id, patient and day of all rows, faults or not
  std::vector<std::optional<std::size_t>> video_days;  // place in `days` of each of these; none: no day
  std::vector<std::size_t> video_rows;                 // of each SourceFolder::videos: its place in `videos`
  std::vector<std::string> video_ids;                  // of rows of another length, too
  Faults& faults;

 private:
  std::map<std::string, std::string> hints_;
};

// videos.csv. The day of each video is settled later, by read_clinical().
void read_source_videos(TableReading& reading, SourceFolder& source);
// annotations.csv and truth/masks.csv.
void read_source_annotations(TableReading& reading, SourceFolder& source);
// clinical.csv, and the days of the videos.
void read_source_clinical(TableReading& reading, double sf_scale, SourceFolder& source);
// patients.csv.
void read_source_patients(TableReading& reading, SourceFolder& source);
// truth/parameters.json and truth/frames.csv.
void read_source_truth(TableReading& reading, SourceFolder& source);

}  // namespace sonosweep::data_tools
