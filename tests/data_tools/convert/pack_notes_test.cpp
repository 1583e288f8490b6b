// What packing noted stands in the pack, without where the source folder lay.
#include "data_tools/convert/pack_notes.h"

#include <gmock/gmock.h>

#include "core/atomic_file.h"
#include "data_tools/convert_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> notes_of(const std::string& note, const std::filesystem::path& folder,
                                  const SourceFolder& source = {}) {
  Faults faults;
  faults.note_text(note);
  return pack_notes(faults, folder, source);
}

TEST(PackNotes, NameFilesRelativeToTheSource) {
  EXPECT_THAT(notes_of("/a/src/videos.csv line 2: video 'v': /a/src/v.mp4: dark", "/a/src"),
              ElementsAre("videos.csv line 2: video 'v': v.mp4: dark"));
  EXPECT_THAT(notes_of("/a/src/videos.csv: '/a/src/b'", "/a/src/"), ElementsAre("videos.csv: 'b'"));
  EXPECT_THAT(notes_of("src/videos.csv: other/src/a, S/F src/b", "src"),
              ElementsAre("videos.csv: other/src/a, S/F b"));
  EXPECT_THAT(notes_of("./videos.csv: ../a/b.png", "."), ElementsAre("videos.csv: ../a/b.png"));
}

TEST(PackNotes, FilesElsewhereLoseTheirFolder) {
  SourceFolder source;
  source.videos.resize(1);
  source.videos[0].path = "/disk/scans/v.mp4";
  EXPECT_THAT(notes_of("src/videos.csv line 2: /disk/scans/v.mp4: dark", "src", source),
              ElementsAre("videos.csv line 2: v.mp4: dark"));
}

TEST(PackNotes, AreTextWhateverTheFilesAreCalled) {
  EXPECT_THAT(notes_of("gr\xFC\xDF.png: dark", "src"), ElementsAre("gr??.png: dark"));
  EXPECT_THAT(notes_of("grüß.png: dark", "src"), ElementsAre("grüß.png: dark"));
}

// The cut neither leaves a part of where the folder lies nor half a letter.
TEST(PackNotes, LongOnesAreCut) {
  const std::string long_text(1990, 'x');
  const auto notes = notes_of(long_text + " /disk/secret/src/videos.csv is long", "/disk/secret/src");
  EXPECT_THAT(notes, ElementsAre(long_text + " videos.cs .."));
  EXPECT_THAT(notes_of(std::string(1999, 'x') + "\u00fc and more", "src"),
              ElementsAre(std::string(1999, 'x') + " .."));
}

TEST(PackNotes, DatesStayOutside) {
  EXPECT_THAT(notes_of("src/videos.csv line 2: day '2023-02-30' is no day; 05/01/2023 neither", "src"),
              ElementsAre("videos.csv line 2: day (not shown) is no day; (a date) neither"));
  EXPECT_THAT(notes_of("src/clinical.csv line 3: day '5 Jan 2023' is not a whole number", "src"),
              ElementsAre("clinical.csv line 3: day (not shown) is not a whole number"));
  EXPECT_THAT(notes_of("src/IMG_20230105_x.ts: open end", "src"), ElementsAre("IMG_(a date)_x.ts: open end"));
  EXPECT_THAT(notes_of("src/v12345678901.ts: 20230105 1", "src"), ElementsAre("v12345678901.ts: (a date) 1"));
  EXPECT_THAT(notes_of("frames 1-2-3 of 12.5 x 2023", "src"), ElementsAre("frames 1-2-3 of 12.5 x 2023"));
}

TEST_F(Convert, NotesAndWhatWasLeftOutStandInThePack) {
  source_.patients += "p9,0\n";
  source_.write();
  std::filesystem::remove(source_.folder / "clip.mp4");
  options_.keep_going = true;
  const auto result = again();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(
      pack().index().notes,
      ElementsAre("patients.csv: 2 without a video, not packed: p2, p9",
                  "clinical.csv: 1 rows of patients without a video are not packed: p2",
                  AllOf(HasSubstr("left out: videos.csv line 4: video 'clip': clip.mp4: no such file"),
                        Not(HasSubstr(dir_.path().string())))));
}

// Neither the number of jobs nor where the folder lies and how it is named makes other bytes.
TEST_F(Convert, TheSameSourceGivesTheSameBytes) {
  source_.patients += "p9,0\n";
  source_.videos =
      "video_id,file,patient,day,view,dept_cm\ns1,stills/s1.png,p1,0,R1,4\ns2,stills/gone.png,p1,3,L2,4\n"
      "clip,clip.mp4,p2,0,R3,\nclap,no.mp4,p2,0,R3,\n";
  source_.write();
  options_.keep_going = true;
  ASSERT_TRUE(again().written);
  const std::string bytes = read_file(options_.output);
  EXPECT_GE(pack().index().notes.size(), 3U);
  options_.jobs = 4;
  ASSERT_TRUE(again().written);
  EXPECT_TRUE(read_file(options_.output) == bytes);
  std::filesystem::rename(source_.folder, dir_ / "elsewhere");
  options_.source = dir_.path() / "." / "elsewhere/";
  ASSERT_TRUE(again().written);
  EXPECT_TRUE(read_file(options_.output) == bytes);
  options_.source = std::filesystem::relative(dir_ / "elsewhere");
  ASSERT_TRUE(again().written);
  EXPECT_TRUE(read_file(options_.output) == bytes);
}

}  // namespace
}  // namespace sonosweep::data_tools
