#include "data_tools/tables/csv_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data_tools/source_builder.h"
#include "data_tools/tables/dataset_ini.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Csv : public ::testing::Test {
 protected:
  std::optional<CsvTable> read(const std::string& text) {
    write_file(dir_ / "t.csv", text);
    return CsvTable::read(dir_ / "t.csv", {"video_id", "file"}, {"fps"}, faults_);
  }
  testing::TempDir dir_;
  Faults faults_;
};

TEST_F(Csv, PlainTable) {
  const auto table = read("video_id,file\na, x.png \nb,y.png\n");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows().size(), 2U);
  EXPECT_EQ(table->get(table->rows()[0], "file"), "x.png");
  EXPECT_EQ(table->get(table->rows()[0], "fps"), "");
  EXPECT_FALSE(table->has("fps"));
  EXPECT_THAT(table->at(table->rows()[1]), HasSubstr("t.csv line 3"));
  EXPECT_FALSE(faults_.any());
}

// As spreadsheets write it: byte order mark, CRLF, quotes with commas, quotes and line breaks inside.
TEST_F(Csv, ByteOrderMarkCrlfAndQuotes) {
  const auto table = read(
      "\xEF\xBB\xBF\"video_id\",file\r\n\"a, b\",\"say "
      "\"\"x\"\".png\"\r\n\r\n\"two\r\nlines\",y\r\n,\r\nMüller,z");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows().size(), 3U);
  EXPECT_EQ(table->get(table->rows()[0], "video_id"), "a, b");
  EXPECT_EQ(table->get(table->rows()[0], "file"), "say \"x\".png");
  EXPECT_EQ(table->get(table->rows()[1], "video_id"), "two\r\nlines");
  EXPECT_EQ(table->rows()[1].line, 4);  // the empty line 3 counts
  EXPECT_EQ(table->get(table->rows()[2], "video_id"), "Müller");
  EXPECT_EQ(table->rows()[2].line, 7);  // after two lines of one row, and one row of empty fields
  EXPECT_FALSE(faults_.any());
}

TEST_F(Csv, MissingColumnNamesTheNearest) {
  EXPECT_FALSE(read("video_id,flie\na,b\n"));
  EXPECT_TRUE(faults_.fatal());
  EXPECT_THAT(faults_.texts(), ElementsAre(AllOf(HasSubstr("t.csv: column 'file' is missing"),
                                                 HasSubstr("did you mean 'flie'"))));
}

TEST_F(Csv, OtherSeparatorsThanCommas) {
  for (const auto& [text, name] :
       {std::pair("video_id;file\na;b\n", "semicolons"), std::pair("video_id\tfile\na\tb\n", "tabs"),
        std::pair("sep=;\r\nvideo_id;file\r\na;b\r\n", "semicolons"),
        std::pair("SEP=\t\nvideo_id\tfile\n", "tabs"), std::pair("video_id|file\na|b\n", "bars"),
        std::pair("\"sep=;\"\nvideo_id;file\n", "semicolons")}) {
    faults_ = Faults();
    EXPECT_FALSE(read(text));
    EXPECT_THAT(faults_.texts(), ElementsAre(AllOf(HasSubstr("commas, not " + std::string(name)),
                                                   HasSubstr("CSV UTF-8 (comma delimited)"))))
        << text;
  }
}

TEST_F(Csv, ALineThatNamesTheCommaIsNoHeader) {
  const auto table = read("\xEF\xBB\xBFsep=,\r\nvideo_id,file\r\na,x.png\r\n");
  ASSERT_TRUE(table);
  EXPECT_THAT(faults_.texts(), IsEmpty());
  EXPECT_EQ(table->get(table->rows()[0], "file"), "x.png");
  EXPECT_EQ(table->rows()[0].line, 3);
}

TEST_F(Csv, WrongNumberOfFields) {
  const auto table = read("video_id,file\na\nb,c\nd,e,f\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows().size(), 1U);
  EXPECT_FALSE(faults_.fatal());
  EXPECT_EQ(faults_.count(), 2U);
  EXPECT_THAT(faults_.texts(), ElementsAre(AllOf(HasSubstr("line 2: has 1 fields, the header has 2"),
                                                 HasSubstr("1 more of this kind: line 4"))));
  EXPECT_THAT(table->get_all("video_id"), ElementsAre("b", "a", "d"));  // for those who look for names
}

TEST_F(Csv, BrokenQuotes) {
  EXPECT_FALSE(read("video_id,file\na,b\nc,\"d\"e\n"));
  EXPECT_THAT(faults_.texts(), ElementsAre(HasSubstr("line 3: broken quotes")));
}

TEST_F(Csv, QuoteNeverClosed) {
  EXPECT_FALSE(read("video_id,file\na,\"b\nc,d\n"));
  EXPECT_THAT(faults_.texts(), ElementsAre(HasSubstr("line 2: broken quotes")));
}

TEST_F(Csv, NotUtf8) {
  EXPECT_FALSE(read("video_id,file\nM\xFCller,x\n"));
  EXPECT_THAT(faults_.texts(), ElementsAre(HasSubstr("not UTF-8")));
}

TEST_F(Csv, EmptyAndMissing) {
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(CsvTable::read(dir_ / "no.csv", {}, {}, faults_));
  EXPECT_THAT(faults_.texts(), ElementsAre(HasSubstr("is empty"), HasSubstr("no.csv: cannot read")));
}

TEST_F(Csv, ColumnTwice) {
  EXPECT_FALSE(read("video_id,file,file\na,b,c\n"));
  EXPECT_THAT(faults_.texts(), ElementsAre(HasSubstr("column 'file' stands twice")));
}

TEST_F(Csv, ColumnsInAnotherSpelling) {
  EXPECT_FALSE(read("Video ID,file\na,b\n"));
  EXPECT_THAT(faults_.texts(),
              ElementsAre(HasSubstr("column 'video_id' is missing; did you mean 'Video ID'? Rename it")));
  faults_ = Faults();
  EXPECT_FALSE(read("video_id,file,FPS\na,b,20\n"));  // would be lost without a word otherwise
  EXPECT_THAT(faults_.texts(), ElementsAre(HasSubstr("column 'FPS' is not known, 'fps' is; rename it")));
  faults_ = Faults();
  EXPECT_FALSE(read("video_id,file,note,Note\na,b,c,d\n"));
  EXPECT_THAT(faults_.texts(),
              ElementsAre(HasSubstr("columns 'note' and 'Note' differ only in upper and lower case")));
  faults_ = Faults();
  EXPECT_TRUE(read("\u00A0video_id\u200B,file,fps\na,b,20\n"));
  EXPECT_THAT(faults_.texts(), IsEmpty());
}

TEST_F(Csv, UnquotedDecimalComma) {
  read("video_id,file,fps\na,b,29,97\n");
  EXPECT_THAT(faults_.texts(),
              ElementsAre(HasSubstr("has 4 fields, the header has 3; a field with a comma in it "
                                    "stands in quotes, decimals have a point")));
}

TEST_F(Csv, UnknownColumnsAreNoted) {
  EXPECT_TRUE(read("video_id,file,fps,probe\na,b,1,c\n"));
  EXPECT_FALSE(faults_.any());
  EXPECT_THAT(faults_.notes(), ElementsAre(HasSubstr("columns not used: 'probe'")));
}

TEST(DatasetIni, ReadsNameAndClassesInOrder) {
  const testing::TempDir dir;
  write_file(dir / "d.ini", "\xEF\xBB\xBF# made by hand\r\n[data]\r\nname = A = B\r\nclasses = z, a,m\r\n");
  Faults faults;
  const auto dataset = read_dataset_ini(dir / "d.ini", faults);
  EXPECT_EQ(dataset.name, "A = B");
  EXPECT_THAT(dataset.classes, ElementsAre("z", "a", "m"));
  EXPECT_FALSE(faults.any());
  EXPECT_THAT(faults.notes(), IsEmpty());
}

TEST(DatasetIni, Faults) {
  const testing::TempDir dir;
  const auto fault = [&](const std::string& text) {
    write_file(dir / "d.ini", text);
    Faults faults;
    read_dataset_ini(dir / "d.ini", faults);
    return faults.fatal() ? faults.texts().front() : "";
  };
  EXPECT_THAT(fault("classes = a\n"), HasSubstr("'name = ..' is missing"));
  EXPECT_THAT(fault("name = a\n"), HasSubstr("'classes = ..' is missing"));
  EXPECT_THAT(fault("name = a\nclasses = a,b,a\n"), HasSubstr("class 'a' stands twice"));
  EXPECT_THAT(fault("name = a\nclasses = a,,b\n"), HasSubstr("an empty name"));
  EXPECT_THAT(fault("name\n"), HasSubstr("line 1: 'name' is not of the form"));
  EXPECT_THAT(fault("name = a\nname = b\nclasses = c\n"), HasSubstr("line 2: 'name' stands twice"));
  EXPECT_THAT(
      fault("name = a\nclasses = a,b # two\n"),
      HasSubstr("line 2: classes = a,b # two: a comment stands on a line of its own; take '# two' away"));
  EXPECT_THAT(fault("name = a\nclasses = a\nfit = pad ; or crop\n"), HasSubstr("a comment stands on a line"));
  EXPECT_THAT(fault("name = \"a\"\nclasses = b\n"),
              HasSubstr("quotes would be part of the value; leave them out"));
  EXPECT_THAT(fault("name = a\nclasses = 'b', 'c'\n"), HasSubstr("quotes would be part of the value"));
  EXPECT_THAT(fault("name = a\nclasses = b;c\n"), HasSubstr("separated by commas, not semicolons"));
  EXPECT_THAT(fault("name = a\nclasses = b, B\n"), HasSubstr("class 'B' and 'b' of"));
  EXPECT_THAT(fault(std::string("\xFF\xFEn\0", 4)), HasSubstr("UTF-16"));
  Faults faults;
  write_file(dir / "d.ini", "name = a\nclasses = c\nclases = d\n");
  read_dataset_ini(dir / "d.ini", faults);
  EXPECT_THAT(faults.notes(), ElementsAre(HasSubstr("'clases' is not used; did you mean 'classes'?")));
}

// Names may have such signs in them.
TEST(DatasetIni, NamesWithSigns) {
  const testing::TempDir dir;
  Faults faults;
  write_file(dir / "d.ini", "name = Smiths' cohort #2\rclasses = b#1,a;2\r");
  const auto dataset = read_dataset_ini(dir / "d.ini", faults);
  EXPECT_THAT(faults.texts(), IsEmpty());
  EXPECT_EQ(dataset.name, "Smiths' cohort #2");
  EXPECT_THAT(dataset.classes, ElementsAre("b#1", "a;2"));
  EXPECT_THAT(faults.notes(), ElementsAre(HasSubstr("'#2' is part of the name")));
}

}  // namespace
}  // namespace sonosweep::data_tools
