// The tables of a small source folder, read without decoding anything.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

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
  // The one message of reading; not one more.
  std::string fault() {
    read();
    EXPECT_EQ(faults_.texts().size(), 1U) << ::testing::PrintToString(faults_.texts());
    return faults_.any() ? faults_.texts()[0] : "";
  }
  // The one note, without a fault.
  std::string note() {
    read();
    EXPECT_EQ(faults_.texts(), std::vector<std::string>());
    EXPECT_EQ(faults_.notes().size(), 1U) << ::testing::PrintToString(faults_.notes());
    return faults_.notes().empty() ? "" : faults_.notes()[0];
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
