// S/F ratios of clinical.csv: SpO2 in percent over FiO2 as a fraction, given as they are or by the two.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data_tools/faults.h"
#include "data_tools/tables/csv_table.h"

namespace sonosweep::data_tools {

// What one row says. Neither a value nor a fault: not measured.
struct SfField {
  std::optional<double> raw;  // > 0
  bool fault = false;
};

// Reads sf_ratio, or spo2 (percent, 50 to 100) and fio2 (fraction, 0.21 to 1), whichever columns there are;
// an empty field is "not measured". A fault: not a number, in other units, or a ratio that does not agree
// with the other two within their rounding.
SfField read_sf_ratio(const CsvTable& table, const CsvRow& row, Faults& faults);

struct SfRow {
  const CsvRow* row;
  double raw;
};

// All values of a table together. Real ones lie within 50 to 500: others are noted, with the factor by which
// they seem to be off. Where some of them are a hundred times others, two units stand in one table: a fault
// for each row of those outside; true for these.
std::vector<bool> check_sf_units(const CsvTable& table, const std::vector<SfRow>& rows, Faults& faults);

}  // namespace sonosweep::data_tools
