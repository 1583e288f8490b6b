#include "data_tools/tables/source_folder.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "core/text.h"
#include "data_tools/tables/csv_table.h"
#include "data_tools/tables/dataset_ini.h"

namespace sonosweep::data_tools {
namespace {

// A whole number >= 0 of at most `most`, or nothing and a fault.
std::optional<int> read_day(const std::string& text, const std::string& where, Faults& faults) {
  const auto day = parse_integer(text);
  if (day && *day >= 0 && *day <= std::numeric_limits<int>::max()) return static_cast<int>(*day);
  faults.add("{}: day '{}' is not a whole number >= 0", where, text);
  return std::nullopt;
}

// A number > 0, 0 if the field is empty, or nothing and a fault.
std::optional<double> read_positive(const std::string& text, const char* column, const std::string& where,
                                    Faults& faults) {
  if (text.empty()) return 0;
  const auto value = parse_number(text);
  if (value && std::isfinite(*value) && *value > 0) return value;
  faults.add("{}: {} '{}' is not a number > 0", where, column, text);
  return std::nullopt;
}

// Columns bit_depth (9 to 16) and images (any, or empty); false and a fault if one is neither.
bool read_frame_options(const CsvTable& table, const CsvRow& row, FrameOptions& options, Faults& faults) {
  const std::string depth = table.get(row, "bit_depth"), images = table.get(row, "images");
  if (!depth.empty()) {
    const auto bits = parse_integer(depth);
    if (!bits || *bits < 8 || *bits > 16) {
      faults.add("{}: bit_depth '{}' is not a whole number from 8 to 16", table.at(row), depth);
      return false;
    }
    options.bit_depth = static_cast<int>(*bits);
  }
  options.any_numbering = images == "any";
  if (images.empty() || images == "any") return true;
  faults.add("{}: images '{}', expected any (gaps in the numbers of the images are meant), or nothing",
             table.at(row), images);
  return false;
}

// How often each key occurs: rows that share one cannot be told apart, so none of them is used.
using Counts = std::map<std::string, int>;

// All ids of the table; videos without faults go to source.videos.
std::vector<std::string> read_videos(const std::filesystem::path& folder, SourceFolder& source,
                                     Faults& faults) {
  const auto table =
      CsvTable::read(folder / "videos.csv", {"video_id", "file", "patient", "day", "view"},
                     {"fps", "depth_cm", "bit_depth", "images", "sha256"}, faults, OtherColumns::kCarry);
  std::vector<std::string> ids;
  if (!table) return ids;
  Counts counts;
  for (const auto& row : table->rows()) ++counts[table->get(row, "video_id")];
  for (const auto& row : table->rows()) {
    SourceVideo video;
    video.where = table->at(row);
    video.row.id = table->get(row, "video_id");
    video.row.patient = table->get(row, "patient");
    video.row.view = table->get(row, "view");
    for (const auto& column : table->carried()) video.row.columns[column] = table->get(row, column);
    ids.push_back(video.row.id);
    bool good = true;
    const auto fault = [&](const std::string& text) {
      faults.add("{}: video '{}': {}", video.where, video.row.id, text);
      good = false;
    };
    if (video.row.id.empty()) fault("video_id is empty");
    if (!video.row.id.empty() && counts[video.row.id] > 1) fault("this video_id stands twice");
    if (video.row.patient.empty()) fault("patient is empty");
    if (!data::is_known_view(video.row.view))
      fault(fmt::format("unknown view '{}', expected one of {}, or nothing", video.row.view,
                        join(data::known_views(), ", ")));
    const std::string file = table->get(row, "file"), day = table->get(row, "day");
    if (file.empty()) fault("file is empty");
    video.path = folder / file;
    if (!day.empty()) {
      const auto number = read_day(day, video.where, faults);
      good &= number.has_value();
      video.row.day = number.value_or(-1);
    }
    const auto fps = read_positive(table->get(row, "fps"), "fps", video.where, faults);
    const auto depth = read_positive(table->get(row, "depth_cm"), "depth_cm", video.where, faults);
    video.row.fps = fps.value_or(0);
    video.row.depth_cm = depth.value_or(0);
    video.sha256 = table->get(row, "sha256");
    good &= read_frame_options(*table, row, video.options, faults);
    if (good && fps && depth) source.videos.push_back(std::move(video));
  }
  if (table->rows().empty()) faults.add_fatal("{}: lists no videos", (folder / "videos.csv").string());
  return ids;
}

void read_clinical(const std::filesystem::path& folder, double sf_scale, SourceFolder& source,
                   Faults& faults) {
  if (!std::filesystem::exists(folder / "clinical.csv")) return;
  const auto table = CsvTable::read(folder / "clinical.csv", {"patient", "day", "sf_ratio"}, {}, faults,
                                    OtherColumns::kCarry);
  if (!table) return;
  std::map<std::pair<std::string, int>, int> counts;
  std::vector<data::ClinicalRow> rows;
  for (const auto& row : table->rows()) {
    const std::string where = table->at(row), ratio = table->get(row, "sf_ratio");
    data::ClinicalRow clinical;
    clinical.patient = table->get(row, "patient");
    for (const auto& column : table->carried()) clinical.columns[column] = table->get(row, column);
    const auto day = read_day(table->get(row, "day"), where, faults);
    const auto value = parse_number(ratio);
    const bool good_value = value && std::isfinite(*value) && *value > 0;
    if (clinical.patient.empty()) faults.add("{}: patient is empty", where);
    if (!good_value)
      faults.add("{}: patient '{}': sf_ratio '{}' {}", where, clinical.patient, ratio,
                 ratio.empty()          ? "is missing"
                 : value && *value <= 0 ? "is not above 0"
                                        : "is not a number");
    clinical.day = day.value_or(-1);
    if (day && ++counts[{clinical.patient, *day}] == 2)
      faults.add("{}: patient '{}', day {} stands twice", where, clinical.patient, *day);
    if (!day || !good_value || clinical.patient.empty()) continue;
    clinical.sf_ratio_raw = *value;
    clinical.sf_ratio = *value / sf_scale;
    rows.push_back(clinical);
  }
  for (const auto& row : rows)
    if (counts[{row.patient, row.day}] == 1) source.clinical.push_back(row);
}

void read_patients(const std::filesystem::path& folder, SourceFolder& source, Faults& faults) {
  if (!std::filesystem::exists(folder / "patients.csv")) return;
  const auto table = CsvTable::read(folder / "patients.csv", {"patient", "readmitted_30d"}, {}, faults,
                                    OtherColumns::kCarry);
  if (!table) return;
  Counts counts;
  for (const auto& row : table->rows())
    if (++counts[table->get(row, "patient")] == 2)
      faults.add("{}: patient '{}' stands twice", table->at(row), table->get(row, "patient"));
  for (const auto& row : table->rows()) {
    data::Patient patient;
    patient.id = table->get(row, "patient");
    const std::string readmitted = table->get(row, "readmitted_30d");
    if (patient.id.empty()) faults.add("{}: patient is empty", table->at(row));
    if (readmitted == "0" || readmitted == "1")
      patient.readmitted_30d = readmitted == "1" ? 1 : 0;
    else if (!readmitted.empty())
      faults.add("{}: patient '{}': readmitted_30d '{}', expected 0, 1 or nothing (unknown)", table->at(row),
                 patient.id, readmitted);
    for (const auto& column : table->carried()) patient.columns[column] = table->get(row, column);
    if (!patient.id.empty() && counts[patient.id] == 1) source.patients.push_back(patient);
  }
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
  const auto ids = read_videos(folder, source, faults);
  read_source_annotations(folder, ids, source, faults);
  read_clinical(folder, sf_scale, source, faults);
  read_patients(folder, source, faults);
  read_source_truth(folder, ids, source, faults);
  return source;
}

}  // namespace sonosweep::data_tools
