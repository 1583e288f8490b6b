// The tables of a small source folder, read without decoding anything.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "data_tools/source_builder.h"
#include "data_tools/tables/source_folder.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {

class Tables : public ::testing::Test {
 protected:
  Tables() : source_(dir_ / "source") {}

  SourceFolder read() {
    source_.write();
    return read_again();
  }
  SourceFolder read_again() {
    faults_ = Faults();
    return read_source_folder(source_.folder, 477, faults_);
  }
  // The messages of reading, one expected.
  std::string fault() {
    read();
    return faults_.texts().size() == 1 ? faults_.texts()[0]
                                       : std::to_string(faults_.texts().size()) +
                                             " messages: " + ::testing::PrintToString(faults_.texts());
  }
  std::string note() {
    read();
    if (faults_.any() || faults_.notes().size() != 1)
      return ::testing::PrintToString(faults_.texts()) + ::testing::PrintToString(faults_.notes());
    return faults_.notes()[0];
  }
  // Exchanges the first `old_text` of a table.
  static void replace(std::string& table, const std::string& old_text, const std::string& new_text) {
    const auto place = table.find(old_text);
    if (place == std::string::npos) throw std::logic_error(old_text + " is not in the table");
    table.replace(place, old_text.size(), new_text);
  }

  testing::TempDir dir_;
  SourceBuilder source_;
  Faults faults_;
};

}  // namespace sonosweep::data_tools
