// Days of videos.csv and clinical.csv: numbers or dates.
#include "core/atomic_file.h"
#include "data_tools/convert_fixture.h"
#include "data_tools/tables_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// p1's first date stands in clinical.csv: 27 February 2024. 2024 is a leap year, so 1 March is 3 days later
// (28th, 29th, 1st), and 2 March 4 days. p2's first is its only one.
void with_dates(SourceBuilder& source) {
  source.videos =
      "video_id,file,patient,day,view\n"
      "s1,stills/s1.png,p1,2024-03-01,R1\n"
      "s2,stills/s2.png,p1,2024-03-02T23:30:00+02:00,L2\n"
      "clip,clip.mp4,p2,2023-12-31 08:15,R3\n";
  source.clinical =
      "patient,day,sf_ratio\np1,2024-02-27,300\np1,2024-03-01,420.5\np1,2024-03-02,400\np2,2023-12-31,477\n";
}

TEST_F(Tables, DatesAreDaysSinceThePatientsFirstInBothTables) {
  with_dates(source_);
  const auto source = read();
  EXPECT_THAT(faults_.texts(), IsEmpty());
  EXPECT_THAT(faults_.notes(), IsEmpty());
  EXPECT_EQ(source.videos[0].row.day, 3);
  EXPECT_EQ(source.videos[1].row.day, 4);
  EXPECT_EQ(source.videos[2].row.day, 0);
  ASSERT_EQ(source.clinical.size(), 4U);
  EXPECT_EQ(source.clinical[0].day, 0);
  EXPECT_EQ(source.clinical[1].day, 3);
  EXPECT_EQ(source.clinical[2].day, 4);
  EXPECT_EQ(source.clinical[3].day, 0);
}

TEST_F(Convert, NothingOfTheDatesGoesIntoThePack) {
  with_dates(source_);
  ASSERT_TRUE(convert_source().written);
  EXPECT_EQ(pack().index().videos[1].day, 4);
  EXPECT_THAT(read_file(options_.output), AllOf(Not(HasSubstr("2024-0")), Not(HasSubstr("2023-1"))));
}

TEST_F(Tables, DatesWithoutAClinicalTable) {
  with_dates(source_);
  source_.clinical = "";
  const auto source = read();
  EXPECT_EQ(source.videos[0].row.day, 0);
  EXPECT_EQ(source.videos[1].row.day, 1);
  EXPECT_THAT(faults_.texts(), IsEmpty());
}

TEST_F(Tables, DatesBesideNumbers) {
  replace(source_.videos, "p1,3", "p1,2024-03-01");
  EXPECT_THAT(fault(), AllOf(HasSubstr("videos.csv line 3 ('2024-03-01'): day is a date"),
                             HasSubstr("videos.csv line 2 ('0') it is a number"),
                             HasSubstr("1 dates and 5 numbers"), HasSubstr("one way")));
  EXPECT_TRUE(faults_.fatal());
}

TEST_F(Tables, DatesInOneTableAndNumbersInTheOther) {
  with_dates(source_);
  source_.clinical = "patient,day,sf_ratio\np1,0,300\n";
  EXPECT_THAT(fault(), HasSubstr("clinical.csv line 2 ('0') it is a number"));
}

TEST_F(Tables, DaysThatAreNone) {
  const std::string table = source_.videos;
  source_.clinical = "";
  const auto with = [&](const std::string& day) {
    source_.videos = table;
    replace(source_.videos, "s2,stills/s2.png,p1,3", "s2,stills/s2.png,p1," + day);
    return fault();
  };
  EXPECT_THAT(with("2023-02-30"), HasSubstr("day '2023-02-30' is no date that exists"));
  EXPECT_THAT(with("2023-13-01"), HasSubstr("no date that exists"));
  EXPECT_THAT(with("2023-02-29"), HasSubstr("no date that exists"));  // no leap year
  EXPECT_THAT(with("20230131"), HasSubstr("looks like a date; write it as 2023-01-31"));
  for (const char* day : {"05/01/2023", "5.1.2023", "05-01-2023", "2023/01/05", "05/01/23", "2023-1-5"})
    EXPECT_THAT(with(day), AllOf(HasSubstr("differs between countries"), HasSubstr("YYYY-MM-DD"))) << day;
  EXPECT_THAT(with("3.0"), HasSubstr("write it without decimals"));
  for (const char* day : {"-3", "three", "1e3", "99999999999", "2023-01-05T", "2023-01-05x", "Jan 5"})
    EXPECT_THAT(with(day), HasSubstr("is not a whole number >= 0, nor a date YYYY-MM-DD")) << day;
}

}  // namespace
}  // namespace sonosweep::data_tools
