// Ids and names as tables spell them: what is the same, and what only looks so.
#include "data_tools/tables_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(Tables, NamesLoseBlanksOfAnyWidthAndInvisibleEnds) {
  replace(source_.videos, "s1,stills/s1.png,p1,0,R1",
          "\u200Bs1\u00A0,stills/s1.png,p1\u00A0,\u20090,\uFEFFR1\u3000");
  replace(source_.annotations, "s1,0,Anna,pleura", "s1\u00A0,0\u202F,\u200EAnna,pleura\u00AD");
  replace(source_.clinical, "p1,0,300", "p1\u2003,0,300\u00A0");
  replace(source_.dataset, "pleura, b_line", "pleura\u00A0,\u00A0b_line");
  const auto source = read();
  EXPECT_THAT(faults_.texts(), IsEmpty());
  EXPECT_THAT(source.classes, ElementsAre("pleura", "b_line"));
  EXPECT_EQ(source.videos[0].row.id, "s1");
  EXPECT_EQ(source.videos[0].row.patient, "p1");
  EXPECT_EQ(source.videos[0].row.view, "R1");
  ASSERT_EQ(source.annotations.size(), 3U);
  EXPECT_EQ(source.annotations[0].annotator, "Anna");
  EXPECT_EQ(source.clinical.size(), 3U);
}

TEST_F(Tables, NamesInTheOtherNormalFormAreTheSame) {
  replace(source_.videos, "p1,0", "M\u00FCller,0");
  replace(source_.videos, "p1,3", "Mu\u0308ller,3");
  replace(source_.clinical, "p1,0", "Mu\u0308ller,0");
  replace(source_.clinical, "p1,3", "M\u00FCller,3");
  replace(source_.patients, "p1,", "Mu\u0308ller,");
  const auto source = read();
  EXPECT_THAT(faults_.texts(), IsEmpty());
  EXPECT_THAT(faults_.notes(), IsEmpty());
  EXPECT_EQ(source.clinical.at(0).patient, "M\u00FCller");
  EXPECT_EQ(source.clinical.at(1).patient, "M\u00FCller");
}

// Two spellings of a patient: in videos.csv alone, and between the tables.
TEST_F(Tables, PatientsInTwoSpellings) {
  replace(source_.videos, "p1,3", "P1,3");
  EXPECT_THAT(fault(), AllOf(HasSubstr("videos.csv line 3: patient 'P1' and 'p1' of "),
                             HasSubstr("videos.csv line 2 differ only in upper and lower case"),
                             HasSubstr("spell it the same everywhere")));
  EXPECT_TRUE(faults_.fatal());  // nobody knows which rows to leave out
  replace(source_.videos, "P1,3", "p\u200B1,3");
  EXPECT_THAT(fault(),
              AllOf(HasSubstr("'p<U+200B>1' and 'p1'"), HasSubstr("characters that cannot be seen")));
  replace(source_.videos, "p\u200B1,3", "\uFF501,3");
  EXPECT_THAT(fault(), HasSubstr("the form of their characters"));
}

// They may be two, so they are packed as two: noted.
TEST_F(Tables, NamesThatLookAlike) {
  replace(source_.videos, "p1,3", "\u04401,3");
  read();
  EXPECT_THAT(faults_.notes(), ::testing::Contains(AllOf(
                                   HasSubstr("videos.csv line 3: patient '\u04401' and 'p1' of "),
                                   HasSubstr("videos.csv line 2 look alike (U+0440 looks like p); one of the "
                                             "two may train and the other test"))));
  EXPECT_FALSE(faults_.fatal());
}

TEST_F(Tables, PatientsThatAreOneNumber) {
  source_.annotations = source_.patients = "";
  source_.videos =
      "video_id,file,patient,day,view\n7,stills/s1.png,1,0,R1\n7.0,stills/"
      "s2.png,2,3,L2\nclip,clip.mp4,3,0,R3\n";
  source_.clinical = "patient,day,sf_ratio\n1,0,300\n2.0,3,420.5\n3,0,477\n";
  read();
  EXPECT_THAT(faults_.notes(),
              ::testing::Contains(HasSubstr("videos.csv line 3: video_id '7.0' and '7' of ")));
  EXPECT_THAT(faults_.notes(),
              ::testing::Contains(AllOf(HasSubstr("clinical.csv line 3: patient '2.0' and '2' of "),
                                        HasSubstr("videos.csv line 3 look alike (they are one number)"))));
}

TEST_F(Tables, AClassThatLooksLikeAKnownOne) {
  replace(source_.annotations, "s1,0,Anna,pleura", "s1,0,Anna,pl\u0435ura");
  EXPECT_THAT(fault(), HasSubstr("did you mean 'pleura'? They look alike (U+0435 looks like e)"));
}

TEST_F(Tables, PatientsInAnotherSpellingInTheClinicalTable) {
  replace(source_.clinical, "p2,0", "P2,0");
  EXPECT_THAT(fault(), AllOf(HasSubstr("clinical.csv line 4: patient 'P2'"), HasSubstr("videos.csv line 4")));
}

// A spreadsheet made 7 of 007: one message a table, whatever the number of rows.
TEST_F(Tables, LeadingZerosLostInASpreadsheet) {
  for (const auto& [lost, whole] : {std::pair("p1", "007"), std::pair("p2", "008")})
    while (source_.videos.find(lost) != std::string::npos) replace(source_.videos, lost, whole);
  source_.clinical = "patient,day,sf_ratio\n7,0,300\n7,3,420\n8,0,477\n";
  source_.patients = "patient,readmitted_30d\n7,1\n8,0\n";
  const auto source = read();
  EXPECT_THAT(faults_.texts(), ElementsAre(AllOf(HasSubstr("clinical.csv line 2: patient '7' and '007' of"),
                                                 HasSubstr("differ only in leading zeros"),
                                                 HasSubstr("1 more of this kind: line 4"))));
}

TEST_F(Tables, NumbersThatASpreadsheetShortened) {
  for (auto* table : {&source_.videos, &source_.clinical, &source_.patients})
    while (table->find("p2") != std::string::npos) replace(*table, "p2", "1.23457E+13");
  EXPECT_THAT(note(), AllOf(HasSubstr("videos.csv line 4: patient '1.23457E+13' looks like a long number"),
                            HasSubstr("format the column as text")));
}

TEST_F(Tables, VideoIdsInTwoSpellings) {
  source_.videos += "Clip,clip.mp4,p2,0,R3,\n";
  EXPECT_THAT(fault(), HasSubstr("videos.csv line 5: video_id 'Clip' and 'clip' of"));
}

TEST_F(Tables, ReferencesInAnotherSpellingNameTheRightOne) {
  replace(source_.annotations, "clip,2", "CLIP,2");
  EXPECT_THAT(
      fault(),
      HasSubstr("video_id 'CLIP' is not in videos.csv; did you mean 'clip'? They differ only in upper "
                "and lower case"));
  replace(source_.annotations, "CLIP,2", "cl\u00ADip,2");
  EXPECT_THAT(fault(), HasSubstr("'cl<U+00AD>ip' is not in videos.csv; did you mean 'clip'?"));
  replace(source_.annotations, "cl\u00ADip,2", "clip,2");
  replace(source_.annotations, "b_line", "B_Line");
  EXPECT_THAT(fault(), AllOf(HasSubstr("class 'B_Line' is not among those of dataset.ini (pleura, b_line)"),
                             HasSubstr("did you mean 'b_line'? They differ only in upper and lower case")));
  replace(source_.annotations, "B_Line", "b_line");
  replace(source_.videos, "R1", "r1");
  EXPECT_THAT(fault(),
              HasSubstr("unknown view 'r1', expected one of R1, R2, R3, L1, L2, L3, or nothing; did you mean "
                        "'R1'?"));
}

TEST_F(Tables, AnnotatorsInTwoSpellings) {
  replace(source_.annotations, "clip,2,Anna", "clip,2,anna");
  EXPECT_THAT(fault(), AllOf(HasSubstr("annotations.csv line 4: annotator 'anna' and 'Anna'"),
                             HasSubstr("they would count as two people")));
}

TEST_F(Tables, ClassesInTwoSpellings) {
  source_.dataset = "name = small\nclasses = pleura, b_line, Pleura\n";
  EXPECT_THAT(fault(), HasSubstr("dataset.ini line 2: class 'Pleura' and 'pleura' of"));
}

// Many ids differ by little and are meant.
TEST_F(Tables, NamesThatAreCloseButNotTheSame) {
  source_.videos =
      "video_id,file,patient,day,view\nA1,clip.mp4,1,0,R1\nA10,clip.mp4,10,0,R1\nA-1,clip.mp4,100,0,R1\n"
      "B1.05,clip.mp4,1a,0,\nB1.5,clip.mp4,1b,0,\n\u00DC,clip.mp4,U,0,\nU,clip.mp4,\u00DC,0,\n";
  source_.annotations = source_.clinical = source_.patients = "";
  EXPECT_EQ(read().videos.size(), 7U);
  EXPECT_THAT(faults_.texts(), IsEmpty());
}

TEST_F(Tables, OneMissingColumnIsOneMessage) {
  replace(source_.videos, "video_id,", "video,");
  EXPECT_THAT(fault(), HasSubstr("videos.csv: column 'video_id' is missing; did you mean 'video'?"));
}

TEST_F(Tables, WithoutClassesNoRowIsBlamed) {
  source_.dataset = "name = small\n";
  EXPECT_THAT(fault(), HasSubstr("'classes = ..' is missing"));
}

// The row itself is told; that its id is unknown then would be no news.
TEST_F(Tables, AVideoWhoseRowIsTooShortIsKnown) {
  replace(source_.videos, "clip,clip.mp4,p2,0,R3,", "clip,clip.mp4,p2,0");
  EXPECT_THAT(fault(), HasSubstr("videos.csv line 4: has 4 fields, the header has 6"));
}

TEST_F(Tables, ManyRowsOfOneCauseAreOneMessage) {
  for (int i = 0; i < 28; ++i) source_.annotations += "nobody,0,Anna,pleura,maps/a.png\n";
  EXPECT_THAT(fault(), AllOf(HasSubstr("annotations.csv line 6: video_id 'nobody' is not in videos.csv"),
                             HasSubstr("and 27 more of this kind"), Not(HasSubstr("line 33"))));
  EXPECT_EQ(faults_.count(), 28U);
}

}  // namespace
}  // namespace sonosweep::data_tools
