// A small source folder to be converted, for tests.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "data/pack_reader.h"
#include "data_tools/convert/converter.h"
#include "data_tools/source_builder.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {

class Convert : public ::testing::Test {
 protected:
  Convert() : source_(dir_ / "source") {
    options_.source = source_.folder;
    options_.output = dir_ / "out.h5";
  }

  ConvertResult convert_source() {
    source_.write();
    return again();
  }
  ConvertResult again() {
    return convert(options_, [](const std::string&) {});
  }
  bool nothing_left() const {
    return !std::filesystem::exists(dir_ / "out.h5") && !std::filesystem::exists(dir_ / "out.h5.part");
  }
  data::PackReader pack() const { return data::PackReader(options_.output); }

  testing::TempDir dir_;
  SourceBuilder source_;
  ConvertOptions options_;
};

}  // namespace sonosweep::data_tools
