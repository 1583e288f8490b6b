// S/F ratios: units, what may stand for them, and whether they and the outcomes fit the videos.
#include "data_tools/convert_fixture.h"
#include "data_tools/tables_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(Tables, RatiosOutsideTheRangeOfRealOnesAreNoted) {
  source_.clinical = "patient,day,sf_ratio\np1,0,4.67\np1,3,3.2\np2,0,1.9\n";
  EXPECT_THAT(note(),
              AllOf(HasSubstr("clinical.csv line 2: patient 'p1': S/F ratio 4.67 lies outside 50 to 500"),
                    HasSubstr("FiO2 in percent: multiply it by 100"), HasSubstr("2 more of this kind")));
  source_.clinical = "patient,day,sf_ratio\np1,0,0.63\np1,3,0.88\np2,0,1\n";
  EXPECT_THAT(note(), HasSubstr("divided by 477 already (then --sf-scale 1)"));
  source_.clinical = "patient,day,sf_ratio\np1,0,46700\np1,3,30000\np2,0,9800\n";
  EXPECT_THAT(note(), HasSubstr("100 times too large: divide it by 100"));
  source_.clinical = "patient,day,sf_ratio\np1,0,467\np1,3,30\np2,0,510\n";
  EXPECT_THAT(note(),
              AllOf(HasSubstr("line 3: patient 'p1': S/F ratio 30 lies outside"), HasSubstr("line 4")));
  // The ends belong to it: SpO2 of 50 % on pure oxygen, 100 % on room air.
  source_.clinical = "patient,day,sf_ratio\np1,0,50\np1,3,476.19\np2,0,500\n";
  read();
  EXPECT_THAT(faults_.notes(), IsEmpty());
}

TEST_F(Tables, TwoUnitsInOneTable) {
  source_.clinical = "patient,day,sf_ratio\np1,0,467\np1,3,4.5\np2,0,320\n";
  const auto source = read();
  EXPECT_THAT(
      faults_.texts(),
      ElementsAre(AllOf(HasSubstr("clinical.csv line 3: patient 'p1': S/F ratio 4.5 beside 467 of line 2"),
                        HasSubstr("two units in one table"), HasSubstr("multiply it by 100"))));
  EXPECT_EQ(source.clinical.size(), 2U);  // the row is left out
}

TEST_F(Tables, ValuesThatAreNoNumbers) {
  const auto with = [&](const std::string& value) {
    source_.clinical = "patient,day,sf_ratio\np1,0,300\np1,3,400\np2,0," + value + "\n";
    return fault();
  };
  EXPECT_THAT(with("\"4,67\""), HasSubstr("sf_ratio '4,67' is not a number; decimals have a point: 4.67"));
  for (const char* text : {"n/a", "NA", "-", "nan", "NULL", "#N/A", "300 %"})
    EXPECT_THAT(with(text), HasSubstr("is not a number; leave the field empty where nothing was measured"))
        << text;
  EXPECT_THAT(with("0"), HasSubstr("sf_ratio '0' is not above 0"));
}

TEST_F(Convert, AnEmptyRatioIsNotMeasured) {
  source_.clinical = "patient,day,sf_ratio\np1,0,\np1,3,420.5\np2,0,\u00A0\n";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.texts(), IsEmpty());
  EXPECT_THAT(result.faults.notes(), IsEmpty());  // the days have a row, and it says so
  EXPECT_EQ(pack().index().clinical.size(), 1U);
  EXPECT_THAT(
      summary_text(options_, result),
      HasSubstr(
          "S/F ratios    1 rows, 1 match a video day, 2 of 3 video days have none, 2 more not measured"));
}

TEST_F(Tables, SaturationAndOxygenMayStandForTheRatio) {
  // 98 / 0.4 = 245; a ratio that stands there is kept; neither: not measured.
  source_.clinical = "patient,day,spo2,fio2,sf_ratio\np1,0,98,0.4,\np1,3,97,0.21,462\np2,0,,0.5,\n";
  const auto source = read();
  EXPECT_THAT(faults_.texts(), IsEmpty());
  ASSERT_EQ(source.clinical.size(), 2U);
  EXPECT_THAT(source.clinical[0].sf_ratio_raw, DoubleEq(245));
  EXPECT_THAT(source.clinical[0].sf_ratio, DoubleEq(245.0 / 477));
  EXPECT_EQ(source.clinical[1].sf_ratio_raw, 462);  // 97 / 0.21 = 461.9
  EXPECT_EQ(source.clinical_not_measured, 1U);
  source_.clinical = "patient,day,fio2,spo2\np1,0,1,50\np1,3,0.21,100\np2,0,0.5,90\n";
  EXPECT_THAT(read().clinical[1].sf_ratio_raw, DoubleEq(100 / 0.21));
  EXPECT_FALSE(faults_.any());
}

TEST_F(Tables, SaturationAndOxygenInOtherUnits) {
  const auto with = [&](const std::string& rows) {
    source_.clinical = "patient,day,spo2,fio2,sf_ratio\n" + rows;
    return fault();
  };
  EXPECT_THAT(with("p1,0,0.98,0.4,\np1,3,0.97,0.21,\n"),
              AllOf(HasSubstr("line 2: patient 'p1': spo2 0.98 is outside 50 to 100 (percent)"),
                    HasSubstr("seems to be a fraction"), HasSubstr("1 more of this kind: line 3")));
  EXPECT_THAT(
      with("p1,0,98,40,\np1,3,97,21,\n"),
      AllOf(HasSubstr("fio2 40 is outside 0.21 to 1 (a fraction)"), HasSubstr("seems to be in percent")));
  EXPECT_THAT(with("p1,0,49,0.4,\n"), HasSubstr("spo2 49 is outside"));
  EXPECT_THAT(with("p1,0,101,0.4,\n"), HasSubstr("spo2 101 is outside"));
  EXPECT_THAT(with("p1,0,98,0.1,\n"), HasSubstr("fio2 0.1 is outside"));
  // 98 / 0.4 = 245. FiO2 to hundredths: 245 (0.5 / 98 + 0.005 / 0.4) + 0.5 = 4.8 is rounding, 6 is not.
  EXPECT_THAT(with("p1,0,98,0.4,251\n"), HasSubstr("sf_ratio 251 is not spo2 / fio2 = 98 / 0.4 = 245.0"));
  source_.clinical = "patient,day,spo2,fio2,sf_ratio\np1,0,98,0.4,249\n";
  read();
  EXPECT_FALSE(faults_.any());
}

TEST_F(Tables, NeitherRatioNorWhatMayStandForIt) {
  source_.clinical = "patient,day,spo2\np1,0,98\n";
  EXPECT_THAT(fault(),
              AllOf(HasSubstr("clinical.csv: column 'sf_ratio' is missing"), HasSubstr("spo2 (percent)")));
  source_.clinical = "patient,day,SpO2,FiO2\np1,0,98,0.4\n";
  read();
  EXPECT_THAT(faults_.texts(), ElementsAre(HasSubstr("column 'SpO2' is not known, 'spo2' is; rename it"),
                                           HasSubstr("column 'FiO2' is not known, 'fio2' is")));
}

TEST_F(Tables, ClinicalDaysShiftedByAConstant) {
  source_.clinical = "patient,day,sf_ratio\np1,10,300\np1,13,420.5\np2,10,477\n";
  EXPECT_THAT(fault(),
              AllOf(HasSubstr("clinical.csv: S/F ratios: not one of 3 rows matches the day of a video"),
                    HasSubstr("(patient 'p1': videos on days 0, 3, S/F ratios on days 10, 13)"),
                    HasSubstr("with 10 taken from the days of clinical.csv 3 of 3 would match")));
}

// What is wrong elsewhere hides nothing of it.
TEST_F(Tables, ClinicalDaysAreLookedAtWhateverElseIsWrong) {
  source_.clinical = "patient,day,sf_ratio\np1,10,300\n";
  source_.dataset = "classes = pleura, b_line\n";
  read();
  EXPECT_THAT(faults_.texts(),
              ElementsAre(HasSubstr("'name = ..' is missing"), HasSubstr("not one of 1 rows matches")));
}

TEST_F(Tables, ClinicalDaysThatFitNowhereByAnyShift) {
  source_.clinical = "patient,day,sf_ratio\np1,20,300\np1,40,420\np2,90,477\n";
  EXPECT_THAT(fault(), AllOf(HasSubstr("not one of 3 rows"), ::testing::Not(HasSubstr("would match"))));
}

TEST_F(Tables, SomeVideoDaysWithoutARatioAreNotedWithCounts) {
  source_.clinical = "patient,day,sf_ratio\np1,0,300\np1,1,310\np2,0,477\n";
  EXPECT_THAT(note(), HasSubstr("S/F ratios: 3 rows, 2 match a video day, 1 of 3 video days have none"));
}

TEST_F(Tables, MoreRatiosThanVideoDaysAreNoNews) {
  source_.clinical += "p1,1,310\np1,2,320\np2,1,300\n";
  read();
  EXPECT_THAT(faults_.notes(), IsEmpty());
}

TEST_F(Tables, RatiosThoughVideosHaveNoDay) {
  source_.videos = "video_id,file,patient,day,view\nclip,clip.mp4,p1,,\n";
  source_.annotations = "video_id,frame,annotator,class,file\nclip,2,Anna,b_line,maps/b.png\n";
  source_.patients = "";
  EXPECT_THAT(note(), HasSubstr("3 S/F ratios match no video, since videos.csv gives no day"));
}

TEST_F(Tables, TablesOfOtherPatients) {
  source_.clinical = "patient,day,sf_ratio\nq1,0,300\nq2,0,477\n";
  source_.patients = "patient,readmitted_30d\nq1,0\nq2,1\n";
  read();
  EXPECT_THAT(
      faults_.texts(),
      ElementsAre(
          AllOf(HasSubstr("clinical.csv: not one of its 2 patients has a video: 'q1'"),
                HasSubstr("('p1', .. 2 in all); spell them the same in all tables; did you mean 'p1'?")),
          HasSubstr("patients.csv: not one of its 2 patients has a video")));
}

TEST_F(Convert, TheSummaryCountsWhatMatches) {
  source_.clinical += "p1,4,310\n";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  const auto text = summary_text(options_, result);
  EXPECT_THAT(text, HasSubstr("S/F ratios    4 rows, 3 match a video day, 0 of 3 video days have none\n"));
  EXPECT_THAT(text, HasSubstr("readmission   known for 1 of 2 patients\n"));
}

// Under --keep-going the note on the tables speaks of what is packed, as the summary does.
TEST_F(Convert, NotesAndSummaryCountTheSameRows) {
  // Packed: p1 on days 0 and 3, p3 on day 0; their rows are those of p1 on days 0, 1, 2. Not measured: p1
  // once.
  source_.videos =
      "video_id,file,patient,day,view\n"
      "s1,stills/s1.png,p1,0,R1\n"
      "s2,stills/s2.png,p1,3,L2\n"
      "s3,maps/a.png,p3,0,L2\n"
      "gone,gone.mp4,p2,0,R3\n";
  source_.annotations = "";
  source_.clinical = "patient,day,sf_ratio\np1,0,300\np1,1,310\np1,2,320\np1,4,\np2,0,477\np2,1,470\np2,2,\n";
  source_.patients = "patient,readmitted_30d\np1,1\np2,1\n";
  options_.keep_going = true;
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  const std::string counts = "3 rows, 1 match a video day, 2 of 3 video days have none";
  EXPECT_THAT(summary_text(options_, result),
              AllOf(HasSubstr("S/F ratios    " + counts + ", 1 more not measured\n"),
                    HasSubstr("readmission   known for 1 of 2 patients")));
  EXPECT_THAT(
      result.faults.notes(),
      ::testing::IsSupersetOf({HasSubstr("clinical.csv: S/F ratios: " + counts),
                               HasSubstr("patients.csv: 1 of 2 patients with videos are not in it: p3")}));
  EXPECT_THAT(pack().index().notes, ::testing::Contains(HasSubstr(counts)));
  EXPECT_THAT(result.faults.notes(), ::testing::Not(::testing::Contains(HasSubstr("5 rows"))));
  // Nothing is packed: the counts are those of the tables.
  options_.keep_going = false;
  EXPECT_THAT(again().faults.notes(),
              ::testing::Contains(HasSubstr("5 rows, 2 match a video day, 2 of 4 video days have none")));
}

}  // namespace
}  // namespace sonosweep::data_tools
