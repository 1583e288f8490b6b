// The column `day` of videos.csv and clinical.csv: whole numbers >= 0, or dates, which become days since the
// patient's first in both tables together. Nothing of the dates is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data_tools/faults.h"
#include "data_tools/tables/csv_table.h"

namespace sonosweep::data_tools {

class Days {
 public:
  // Reads the row's field: YYYY-MM-DD, also with a time behind it, which is dropped; or a number. Gives its
  // place for day(); nothing and a fault for anything else.
  std::optional<std::size_t> read(const CsvTable& table, const CsvRow& row, Faults& faults);
  // Once, after both tables: false and a fatal fault where dates and numbers stand side by side.
  bool settle(Faults& faults);
  // The day of a place, >= 0; after settle().
  int day(std::size_t place) const;

 private:
  struct Entry {
    std::string patient, where;
    bool is_date;
    std::int64_t value;  // days since 1970, or the number
  };
  std::vector<Entry> entries_;
  std::map<std::string, std::int64_t> first_;  // of each patient's dates
};

}  // namespace sonosweep::data_tools
