// Source folders with faults: all of them are named, and with --keep-going the rest is packed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/atomic_file.h"
#include "data_tools/convert_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

// Each case spoils the source in one way. Without --keep-going: that fault and nothing else, no pack. With
// it: a pack of what is left.
struct Spoiled {
  const char* name;
  std::vector<const char*> messages;          // one per fault
  std::size_t videos, annotations, clinical;  // left with keep_going
  void (*spoil)(SourceBuilder&);
  void (*spoil_files)(const std::filesystem::path&);
};

void PrintTo(const Spoiled& spoiled, std::ostream* out) {
  *out << spoiled.name;
}

class ConvertSpoiled : public Convert, public ::testing::WithParamInterface<Spoiled> {};

TEST_P(ConvertSpoiled, IsNamedAndLeftOut) {
  GetParam().spoil(source_);
  source_.write();
  GetParam().spoil_files(source_.folder);
  write_file(options_.output, "the old pack");
  options_.force = true;  // which it is not
  const auto result = again();
  EXPECT_FALSE(result.written);
  std::vector<::testing::Matcher<std::string>> matchers;
  for (const char* message : GetParam().messages) matchers.emplace_back(HasSubstr(message));
  EXPECT_THAT(result.faults.texts(), ::testing::ElementsAreArray(matchers));
  EXPECT_EQ(read_file(options_.output), "the old pack");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out.h5.part"));

  options_.keep_going = true;
  options_.jobs = 3;
  const auto rest = again();
  ASSERT_TRUE(rest.written);
  EXPECT_EQ(rest.faults.texts(), result.faults.texts());
  const auto reader = pack();
  EXPECT_EQ(reader.index().videos.size(), GetParam().videos);
  EXPECT_EQ(reader.index().annotations.size(), GetParam().annotations);
  EXPECT_EQ(reader.index().clinical.size(), GetParam().clinical);
  EXPECT_THAT(reader.verify(), IsEmpty());
}

constexpr auto kNoTable = [](SourceBuilder&) {};
constexpr auto kNoFile = [](const std::filesystem::path&) {};

INSTANTIATE_TEST_SUITE_P(
    Each, ConvertSpoiled,
    ::testing::Values(
        Spoiled{"MissingVideo",
                {"video 'clip': "},
                2,
                2,
                2,
                kNoTable,
                [](const auto& f) { std::filesystem::remove(f / "clip.mp4"); }},
        Spoiled{"UnreadableVideo",
                {"is a text file, expected a video"},
                2,
                2,
                2,
                kNoTable,
                [](const auto& f) { write_file(f / "clip.mp4", "nothing"); }},
        Spoiled{"EmptyVideo",
                {"is empty"},
                2,
                2,
                2,
                kNoTable,
                [](const auto& f) { write_file(f / "clip.mp4", ""); }},
        Spoiled{"CutVideo",
                {"clip.mp4: cut short"},
                2,
                2,
                2,
                kNoTable,
                [](const auto& f) { cut_file(f / "clip.mp4", 0.5); }},
        // Only decoding tells: image 2 of a folder is damaged.
        Spoiled{"DamagedLater",
                {"2.png"},
                2,
                2,
                2,
                [](SourceBuilder& s) { s.videos.replace(s.videos.find("clip.mp4"), 8, "f"); },
                [](const auto& f) {
                  for (const char* name : {"f/0.png", "f/1.png", "f/2.png", "f/3.png"})
                    write_image(f / name, cv::Mat(32, 48, CV_8U, cv::Scalar(7)));
                  cut_file(f / "f/2.png", 0.5);
                }},
        Spoiled{"FrameBeyondTheEnd",
                {"no frame 4 of video 'clip': it has 4, 0 to 3"},
                3,
                2,
                3,
                [](SourceBuilder& s) { s.annotations.replace(s.annotations.find("clip,2"), 6, "clip,4"); },
                kNoFile},
        Spoiled{"MapOfAnotherSize",
                {"maps/a.png: is 32x47, the frames of its video are 32x48"},
                3,
                2,
                3,
                kNoTable,
                [](const auto& f) { write_image(f / "maps/a.png", cv::Mat(32, 47, CV_8U, cv::Scalar(0))); }},
        Spoiled{"MapInColour",
                {"is a colour image"},
                3,
                2,
                3,
                kNoTable,
                [](const auto& f) {
                  write_image(f / "maps/a.png", cv::Mat(32, 48, CV_8UC3, cv::Scalar(0, 9, 0)));
                }},
        Spoiled{"MapMissing",
                {"no such file"},
                3,
                2,
                3,
                kNoTable,
                [](const auto& f) { std::filesystem::remove(f / "maps/a.png"); }},
        Spoiled{"MapWithNan",
                {"nan is not a confidence"},
                3,
                2,
                3,
                kNoTable,
                [](const auto& f) {
                  std::vector<float> values(32 * 48, 0.5F);
                  values[7] = std::numeric_limits<float>::quiet_NaN();
                  write_file(f / "maps/a.png", npy_bytes("<f4", false, "32, 48", raw_bytes(values)));
                }},
        Spoiled{"ClassNotInTheList",
                {"line 2: class 'plaura' is not among"},
                3,
                2,
                3,
                [](SourceBuilder& s) { s.annotations.replace(s.annotations.find("pleura"), 6, "plaura"); },
                kNoFile},
        Spoiled{"UnknownVideo",
                {"video_id 'clop' is not in videos.csv; did you mean 'clip'?"},
                3,
                2,
                3,
                [](SourceBuilder& s) { s.annotations.replace(s.annotations.find("clip"), 4, "clop"); },
                kNoFile},
        Spoiled{"FrameNotANumber",
                {"frame 'two'"},
                3,
                2,
                3,
                [](SourceBuilder& s) { s.annotations.replace(s.annotations.find("clip,2"), 6, "clip,two"); },
                kNoFile},
        Spoiled{"MapTwice",
                {"annotator 'Ben', class 'pleura' stands twice"},
                3,
                2,
                3,
                [](SourceBuilder& s) { s.annotations += "s1,0,Ben,pleura,maps/a.png\n"; },
                kNoFile},
        Spoiled{"VideoIdTwice",
                {"line 2: video 's1': this video_id stands twice (and 1 more of this kind: line 5)"},
                2,
                1,
                3,
                [](SourceBuilder& s) { s.videos += "s1,stills/s2.png,p1,0,R1,\n"; },
                kNoFile},
        Spoiled{"UnknownView",
                {"unknown view 'R4', expected one of R1, R2, R3, L1, L2, L3"},
                2,
                1,
                3,
                [](SourceBuilder& s) { s.videos.replace(s.videos.find("R1"), 2, "R4"); },
                kNoFile},
        Spoiled{"NegativeDay",
                {"day '-3' is not a whole number >= 0"},
                2,
                3,
                3,
                [](SourceBuilder& s) { s.videos.replace(s.videos.find(",3,L2"), 5, ",-3,L2"); },
                kNoFile},
        Spoiled{"DepthNotANumber",
                {"depth_cm 'deep' is not a number > 0"},
                2,
                3,
                3,
                [](SourceBuilder& s) { s.videos.replace(s.videos.find("L2,4"), 4, "L2,deep"); },
                kNoFile},
        Spoiled{"DepthWithDecimalComma",
                {"depth_cm '4,5' is not a number > 0; decimals have a point: 4.5"},
                2,
                3,
                3,
                [](SourceBuilder& s) { s.videos.replace(s.videos.find("L2,4"), 4, "L2,\"4,5\""); },
                kNoFile},
        Spoiled{"SfNegative",
                {"sf_ratio '-300' is not above 0"},
                3,
                3,
                2,
                [](SourceBuilder& s) { s.clinical.replace(s.clinical.find("300"), 3, "-300"); },
                kNoFile},
        Spoiled{"SfNotANumber",
                {"sf_ratio '300 %' is not a number"},
                3,
                3,
                2,
                [](SourceBuilder& s) { s.clinical.replace(s.clinical.find("300"), 3, "300 %"); },
                kNoFile},
        Spoiled{"SfNan",
                {"sf_ratio 'nan' is not a number"},
                3,
                3,
                2,
                [](SourceBuilder& s) { s.clinical.replace(s.clinical.find("300"), 3, "nan"); },
                kNoFile},
        Spoiled{"SfTwice",
                {"patient 'p1', day 3 stands twice"},
                3,
                3,
                2,
                [](SourceBuilder& s) { s.clinical += "p1,3,300\n"; },
                kNoFile},
        Spoiled{"PatientTwice",
                {"patient 'p2' stands twice"},
                3,
                3,
                3,
                [](SourceBuilder& s) { s.patients += "p2,0\n"; },
                kNoFile},
        Spoiled{"ReadmittedMaybe",
                {"readmitted_30d 'maybe', expected 0, 1 or nothing"},
                3,
                3,
                3,
                [](SourceBuilder& s) { s.patients.replace(s.patients.find("p1,"), 3, "p1,maybe"); },
                kNoFile},
        Spoiled{"RowOfAnotherLength",
                {"videos.csv line 5: has 2 fields, the header has 6"},
                3,
                3,
                3,
                [](SourceBuilder& s) { s.videos += "x,y\n"; },
                kNoFile},
        Spoiled{"ParametersNotJson",
                {"parameters.json: is not JSON"},
                3,
                3,
                3,
                kNoTable,
                [](const auto& f) { write_file(f / "truth/parameters.json", "{"); }}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(Convert, AllFaultsAreListedTogether) {
  source_.videos += "x,no.mp4,p1,0,R1,\ny,stills/s1.png,p1,0,Q,\n";
  source_.annotations += "s2,0,A,c_line,maps/a.png\nclip,99,A,b_line,maps/b.png\n";
  source_.clinical += "p1,4,-1\n";
  const auto result = convert_source();
  EXPECT_FALSE(result.written);
  // Of the tables, of the first look, and of decoding.
  EXPECT_THAT(result.faults.texts(),
              ElementsAre(HasSubstr("no.mp4: no such file"), HasSubstr("unknown view 'Q'"),
                          HasSubstr("class 'c_line'"), HasSubstr("sf_ratio '-1'"),
                          HasSubstr("no frame 99 of video 'clip': it has 4, 0 to 3")));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Convert, MissingColumnAndMissingTables) {
  source_.annotations.replace(source_.annotations.find("annotator"), 9, "annotater");
  source_.dataset = "";
  options_.keep_going = true;
  const auto result = convert_source();
  EXPECT_FALSE(result.written);
  EXPECT_TRUE(result.faults.fatal());
  EXPECT_THAT(
      result.faults.texts(),
      ElementsAre(HasSubstr("dataset.ini: cannot read"),
                  HasSubstr("annotations.csv: column 'annotator' is missing; did you mean 'annotater'?")));
  std::filesystem::remove(source_.folder / "videos.csv");
  EXPECT_THAT(again().faults.texts(), IsSupersetOf({HasSubstr("videos.csv: cannot read")}));
  options_.source = dir_ / "nowhere";
  EXPECT_THAT(again().faults.texts(), ElementsAre(HasSubstr("nowhere: no such folder")));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Convert, NothingLeftToPack) {
  source_.videos = "video_id,file,patient,day,view\na,no.mp4,p1,0,R1\n";
  source_.annotations = "";
  options_.keep_going = true;
  const auto result = convert_source();
  EXPECT_FALSE(result.written);
  EXPECT_THAT(result.faults.texts(), ElementsAre(HasSubstr("no.mp4"), HasSubstr("no video is left")));
  EXPECT_TRUE(nothing_left());
}

}  // namespace
}  // namespace sonosweep::data_tools
