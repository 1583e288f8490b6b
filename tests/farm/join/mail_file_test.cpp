#include "farm/join/mail_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/atomic_file.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MailFile : public ::testing::Test {
 protected:
  MailFile() { std::ofstream(path_).flush(); }
  void append(const std::string& bytes) const { std::ofstream(path_, std::ios::app) << bytes; }

  testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "mail";
  MailWriter writer_{path_};
  MailReader reader_{path_};
};

TEST_F(MailFile, EachMessageArrivesOnceAndInOrder) {
  EXPECT_THAT(reader_.read(), IsEmpty());
  writer_.post("one");
  writer_.post("two\nlines\tand a tab");
  EXPECT_THAT(reader_.read(), ElementsAre("one", "two\nlines\tand a tab"));
  EXPECT_THAT(reader_.read(), IsEmpty());
  writer_.post("three");
  EXPECT_THAT(reader_.read(), ElementsAre("three"));
}

TEST_F(MailFile, HalfAMessageIsNoneUntilTheRestIsThere) {
  writer_.post("whole");
  writer_.post("cut");
  const std::string bytes = read_file(path_);
  const auto end_of_first = bytes.find('\n') + 1;
  for (std::size_t cut = end_of_first; cut < bytes.size(); ++cut) {
    std::ofstream(path_, std::ios::trunc) << bytes.substr(0, cut);
    MailReader reader(path_);
    EXPECT_THAT(reader.read(), ElementsAre("whole")) << cut;
    append(bytes.substr(cut));
    EXPECT_THAT(reader.read(), ElementsAre("cut")) << cut;
    EXPECT_THAT(reader.read(), IsEmpty());
  }
}

TEST_F(MailFile, DamageCostsItsMessageAlone) {
  writer_.post("one");
  append("#J1 torn\n");
  writer_.post("two");
  std::string bytes = read_file(path_);
  EXPECT_THAT(reader_.read(), ElementsAre("one", "two"));
  bytes[bytes.size() - 2] ^= 1;  // the last letter of "two"
  std::ofstream(path_, std::ios::trunc) << bytes;
  writer_.post("three");
  EXPECT_THAT(MailReader(path_).read(), ElementsAre("one", "three"));
}

TEST_F(MailFile, AWriterMakesNoFileAndARemovedOneIsNoticed) {
  writer_.post("one");
  std::filesystem::remove(path_);
  writer_.post("two");
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_THAT(reader_.read(), IsEmpty());
  EXPECT_FALSE(reader_.gone());  // once may be chance
  reader_.read();
  reader_.read();
  EXPECT_TRUE(reader_.gone());
}

TEST_F(MailFile, WhatCouldNotBeWrittenComesLater) {
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);  // cannot be opened for writing
  writer_.post("one");
  writer_.post("two");
  std::filesystem::remove(path_);
  std::ofstream(path_) << "half a li";
  writer_.flush();
  EXPECT_THAT(MailReader(path_).read(), ElementsAre("one", "two"));
  writer_.flush();
  EXPECT_THAT(MailReader(path_).read(), ElementsAre("one", "two"));
}

}  // namespace
}  // namespace sonosweep::farm
