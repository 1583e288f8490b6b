// Files that tables name as another system spells them, and tables that are not what their name says.
#include "data_tools/tables_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::string_literals;

TEST_F(Tables, BackslashesStandForSlashes) {
  replace(source_.videos, "stills/s1.png", "stills\\s1.png");
  replace(source_.videos, "stills/s2.png", ".\\stills\\s2.png");
  const auto source = read();
  EXPECT_THAT(faults_.texts(), IsEmpty());
  EXPECT_THAT(faults_.notes(),
              ElementsAre(AllOf(HasSubstr("file 'stills\\s1.png' is read as 'stills/s1.png'"),
                                HasSubstr("1 more of this kind: line 3"))));
  EXPECT_EQ(source.videos[0].path, source_.folder / "stills/s1.png");
}

TEST_F(Tables, ANameWithABackslashInItComesFirst) {
  source_.write();
  std::filesystem::copy_file(source_.folder / "clip.mp4", source_.folder / "stills\\s1.png");
  replace(source_.videos, "stills/s1.png", "stills\\s1.png");
  EXPECT_EQ(read().videos[0].path, source_.folder / "stills\\s1.png");
  EXPECT_THAT(faults_.notes(), IsEmpty());
}

// Some systems store names decomposed, spreadsheets write them composed.
TEST_F(Tables, FileNamesInTheOtherNormalForm) {
  source_.write();
  std::filesystem::create_directory(source_.folder / "Mu\u0308ller");
  std::filesystem::rename(source_.folder / "clip.mp4", source_.folder / "Mu\u0308ller/e\u0301.mp4");
  replace(source_.videos, "clip.mp4", "M\u00FCller/\u00E9.mp4");
  write_file(source_.folder / "videos.csv", source_.videos);
  EXPECT_EQ(read_again().videos[2].path, source_.folder / "Mu\u0308ller/e\u0301.mp4");
  EXPECT_THAT(faults_.texts(), IsEmpty());
  EXPECT_THAT(faults_.notes(), IsEmpty());
}

TEST_F(Tables, FilesInAnotherSpellingNameTheRightOne) {
  replace(source_.videos, "stills/s1.png", "Stills/S1.PNG");
  EXPECT_THAT(fault(),
              HasSubstr("videos.csv line 2: video 's1': file 'Stills/S1.PNG': no such file; did you mean "
                        "'stills/s1.png'?"));
  replace(source_.videos, "Stills/S1.PNG", "stills\\s01.png");
  EXPECT_THAT(fault(), HasSubstr("did you mean 'stills/s1.png'?"));
  replace(source_.videos, "stills\\s01.png", "stills/s1.png");
  replace(source_.annotations, "maps/a.png", "maps/A.png");
  EXPECT_THAT(
      fault(),
      HasSubstr("annotations.csv line 2: file 'maps/A.png': no such file; did you mean 'maps/a.png'?"));
}

TEST_F(Tables, FilesThatAreNotThere) {
  replace(source_.videos, "clip.mp4", "C:\\data\\clip.mp4");
  EXPECT_THAT(fault(), HasSubstr("no such file; this is a path of Windows"));
  replace(source_.videos, "C:\\data\\clip.mp4", "https://example.org/clip.mp4");
  EXPECT_THAT(fault(), HasSubstr("no such file; a path is expected, not an address"));
  replace(source_.videos, "https://example.org/clip.mp4", "clip.mp4");
  for (int i = 0; i < 3; ++i) source_.annotations += "s2,0,A" + std::to_string(i) + ",pleura,maps/none.png\n";
  EXPECT_THAT(fault(),
              AllOf(HasSubstr("maps/none.png: no such file; paths are relative to the source folder"),
                    HasSubstr("2 more of this kind")));
}

TEST_F(Tables, WorkbooksBesideTheFolder) {
  std::filesystem::create_directories(source_.folder);
  source_.clinical = "";
  write_file(source_.folder / "Clinical.xlsx", "PK\3\4");
  EXPECT_THAT(note(), AllOf(HasSubstr("Clinical.xlsx: is not read"), HasSubstr("save it as clinical.csv")));
  std::filesystem::rename(source_.folder / "Clinical.xlsx", source_.folder / "Clinical.csv");
  EXPECT_THAT(note(), HasSubstr("Clinical.csv: is not read; its name must be clinical.csv"));
  std::filesystem::remove(source_.folder / "Clinical.csv");
  std::filesystem::rename(source_.folder / "videos.csv", source_.folder / "videos.csv.txt");
  read_again();
  EXPECT_THAT(faults_.texts(),
              ElementsAre(AllOf(HasSubstr("videos.csv: cannot read"),
                                HasSubstr("videos.csv.txt: is not read; its name must be videos.csv"))));
}

TEST_F(Tables, TablesThatAreNoUtf8) {
  source_.clinical = "PK\3\4";
  EXPECT_THAT(fault(),
              AllOf(HasSubstr("clinical.csv: is not UTF-8"), HasSubstr(".xlsx"), EndsWith("\"CSV UTF-8\"")));
  source_.clinical = "\xFF\xFEp\0a\0"s;
  EXPECT_THAT(fault(), HasSubstr("UTF-16"));
}

TEST_F(Tables, TablesOfOldMacintoshes) {
  for (auto* table : {&source_.dataset, &source_.videos, &source_.annotations, &source_.clinical})
    for (char& c : *table)
      if (c == '\n') c = '\r';
  EXPECT_EQ(read().videos.size(), 3U);
  EXPECT_THAT(faults_.texts(), IsEmpty());
  replace(source_.videos, "R3", "R9");
  EXPECT_THAT(fault(), HasSubstr("videos.csv line 4: video 'clip': unknown view 'R9'"));
}

}  // namespace
}  // namespace sonosweep::data_tools
