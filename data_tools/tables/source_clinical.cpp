// clinical.csv and patients.csv of a source folder.
#include <map>
#include <utility>

#include "core/text.h"
#include "core/unicode.h"
#include "data_tools/tables/clinical_match.h"
#include "data_tools/tables/sf_ratio.h"
#include "data_tools/tables/table_reading.h"

namespace sonosweep::data_tools {
namespace {

// A row whose day and value can be read.
struct PendingRow {
  SfRow value;  // 0: not measured
  std::string patient;
  std::size_t day;  // place in Days
};

struct PendingRows {
  std::vector<PendingRow> measured, not_measured;
};

PendingRows read_rows(const CsvTable& table, TableReading& reading, std::size_t& not_measured) {
  PendingRows rows;
  for (const auto& row : table.rows()) {
    const std::string patient = table.get(row, "patient");
    if (patient.empty()) table.fault(reading.faults, row, "patient", "patient is empty");
    reading.patients.add(patient, table.path(), static_cast<std::size_t>(row.line), reading.faults);
    const auto day = reading.days.read(table, row, reading.faults);
    const SfField ratio = read_sf_ratio(table, row, reading.faults);
    if (!ratio.raw && !ratio.fault) ++not_measured;
    if (ratio.fault || !day || patient.empty()) continue;
    (ratio.raw ? rows.measured : rows.not_measured).push_back({{&row, ratio.raw.value_or(0)}, patient, *day});
  }
  return rows;
}

bool settle_days(TableReading& reading, SourceFolder& source) {
  const bool good = reading.days.settle(reading.faults);
  for (std::size_t v = 0; v < reading.videos.size(); ++v)
    if (reading.video_days[v]) reading.videos[v].day = reading.days.day(*reading.video_days[v]);
  for (std::size_t v = 0; v < source.videos.size(); ++v)
    source.videos[v].row.day = reading.videos[reading.video_rows[v]].day;
  return good;
}

void take_rows(const CsvTable& table, const std::vector<PendingRow>& rows, double sf_scale,
               TableReading& reading, SourceFolder& source) {
  std::vector<SfRow> values;
  for (const auto& row : rows) values.push_back(row.value);
  const auto other_unit = check_sf_units(table, values, reading.faults);
  // Rows that share a day cannot be told apart, so none of them is used.
  std::map<PatientDay, int> counts;
  for (const auto& row : rows)
    if (const int day = reading.days.day(row.day); ++counts[{row.patient, day}] == 2)
      table.fault(
          reading.faults, *row.value.row, "stands twice",
          fmt::format("patient '{}', day {} stands twice; keep one S/F ratio a day", row.patient, day));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int day = reading.days.day(rows[i].day);
    if (other_unit[i] || counts[{rows[i].patient, day}] > 1) continue;
    source.clinical.push_back({rows[i].patient, day, rows[i].value.raw / sf_scale, rows[i].value.raw, {}});
    for (const auto& column : table.carried())
      source.clinical.back().columns[column] = table.get(*rows[i].value.row, column);
  }
}

// Whether the table says S/F ratios at all, one way or the other.
bool has_ratios(const CsvTable& table, Faults& faults) {
  if (table.has("sf_ratio") || (table.has("spo2") && table.has("fio2"))) {
    for (const char* column : {"spo2", "fio2"})
      if (table.has(column) && !(table.has("spo2") && table.has("fio2")))
        faults.note("{}: column '{}' is not used without the other of spo2 and fio2", table.path(), column);
    return true;
  }
  faults.add_fatal("{}: column 'sf_ratio' is missing{}; spo2 (percent) and fio2 (fraction) may stand instead",
                   table.path(), did_you_mean("sf_ratio", table.header()));
  return false;
}

}  // namespace

void read_source_clinical(TableReading& reading, double sf_scale, SourceFolder& source) {
  const auto path = reading.folder / "clinical.csv";
  std::optional<CsvTable> table;
  if (is_there(path, reading.faults))
    table = CsvTable::read(path, {"patient", "day"}, {"sf_ratio", "spo2", "fio2"}, reading.faults,
                           OtherColumns::kCarry);
  if (table && !has_ratios(*table, reading.faults)) table.reset();
  PendingRows rows;
  if (table) rows = read_rows(*table, reading, source.clinical_not_measured);
  const bool good_days = settle_days(reading, source);
  if (!table) return;
  take_rows(*table, rows.measured, sf_scale, reading, source);
  if (rows.measured.empty() && source.clinical_not_measured > 0)
    reading.faults.note("{}: no S/F ratio at all, {} rows are empty (not measured)", table->path(),
                        source.clinical_not_measured);
  for (const auto& row : rows.not_measured)
    source.not_measured.emplace_back(row.patient, reading.days.day(row.day));
  // Days and names with faults of their own match nothing, and that is told already.
  if (reading.videos_read && good_days && !reading.patients.any_fault() &&
      !check_clinical_days(table->path(), reading.videos, source.clinical, source.not_measured,
                           reading.faults))
    source.clinical.clear();
}

void read_source_patients(TableReading& reading, SourceFolder& source) {
  const auto path = reading.folder / "patients.csv";
  if (!is_there(path, reading.faults)) return;
  const auto table =
      CsvTable::read(path, {"patient", "readmitted_30d"}, {}, reading.faults, OtherColumns::kCarry);
  if (!table) return;
  std::map<std::string, int> counts;
  for (const auto& row : table->rows()) {
    const std::string id = table->get(row, "patient");
    reading.patients.add(id, table->path(), static_cast<std::size_t>(row.line), reading.faults);
    if (++counts[id] == 2 && !id.empty())
      table->fault(reading.faults, row, "stands twice", fmt::format("patient '{}' stands twice", id));
  }
  for (const auto& row : table->rows()) {
    data::Patient patient;
    patient.id = table->get(row, "patient");
    const std::string readmitted = table->get(row, "readmitted_30d");
    if (patient.id.empty()) table->fault(reading.faults, row, "patient", "patient is empty");
    if (readmitted == "0" || readmitted == "1")
      patient.readmitted_30d = readmitted == "1" ? 1 : 0;
    else if (!readmitted.empty())
      table->fault(reading.faults, row, "readmitted_30d",
                   fmt::format("patient '{}': readmitted_30d '{}', expected 0, 1 or nothing (unknown)",
                               patient.id, visible(readmitted)));
    for (const auto& column : table->carried()) patient.columns[column] = table->get(row, column);
    if (!patient.id.empty() && counts[patient.id] == 1) source.patients.push_back(patient);
  }
  if (reading.videos_read && !reading.patients.any_fault() &&
      !check_patients(table->path(), reading.videos, source.patients, reading.faults))
    source.patients.clear();
}

}  // namespace sonosweep::data_tools
