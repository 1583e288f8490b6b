#include "data_tools/converter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <limits>
#include <opencv2/imgcodecs.hpp>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "data/pack_reader.h"
#include "data_tools/source_builder.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

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

TEST_F(Convert, PacksEverything) {
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.texts(), IsEmpty());
  const auto reader = pack();
  const auto& index = reader.index();
  EXPECT_EQ(index.name, "small");
  EXPECT_THAT(index.classes, ElementsAre("pleura", "b_line"));
  EXPECT_EQ(index.height, 32);
  EXPECT_EQ(index.width, 48);
  ASSERT_EQ(index.videos.size(), 3U);
  EXPECT_EQ(index.videos[0].id, "s1");
  EXPECT_EQ(index.videos[0].day, 0);
  EXPECT_EQ(index.videos[0].view, "R1");
  EXPECT_EQ(index.videos[0].depth_cm, 4);
  EXPECT_EQ(index.videos[0].fps, 0);
  EXPECT_EQ(index.videos[1].first_frame, 1);
  EXPECT_EQ(index.videos[2].num_frames, 4);
  EXPECT_NEAR(index.videos[2].fps, 20, 1e-6);
  // Patients in order of first appearance in videos.csv.
  ASSERT_EQ(index.patients.size(), 2U);
  EXPECT_EQ(index.patients[0].id, "p1");
  EXPECT_EQ(index.patients[0].readmitted_30d, -1);
  EXPECT_EQ(index.patients[1].readmitted_30d, 1);
  ASSERT_EQ(index.clinical.size(), 3U);
  EXPECT_EQ(index.clinical[1].sf_ratio_raw, 420.5);
  EXPECT_EQ(index.clinical[1].sf_ratio, 420.5 / 477);
  EXPECT_FALSE(index.has_truth);

  const cv::Mat still = cv::imread((source_.folder / "stills/s1.png").string(), cv::IMREAD_UNCHANGED);
  EXPECT_EQ(reader.read_frames(0, 1), std::vector<std::uint8_t>(still.datastart, still.dataend));
  EXPECT_NEAR(reader.read_frames(4, 1)[0], video_gray(2), 6);

  // Rows: (s1, Anna) with both classes, (clip, Anna), (s1, Ben).
  ASSERT_EQ(index.annotations.size(), 3U);
  EXPECT_EQ(index.annotations[1].video, 2);
  EXPECT_EQ(index.annotations[1].frame, 2);
  EXPECT_EQ(index.annotations[2].annotator, "Ben");
  const auto maps = reader.read_confidence(0);
  const std::size_t pixels = 32 * 48;
  EXPECT_EQ(maps[3], 588);                       // a: 5 * 3 = 15; 10000 * 15 / 255 = 588.2
  EXPECT_EQ(maps[16 * 48 + 3], 0);               // a: lower half
  EXPECT_EQ(maps[pixels + 10 * 48 + 30], 3051);  // b: 2000 * 10; 10000 * 20000 / 65535 = 3051.8
  EXPECT_EQ(reader.read_confidence(1)[3], 0);    // no row for this class: confidence 0
  EXPECT_EQ(reader.read_confidence(2)[10 * 48 + 30], 3051);
  EXPECT_THAT(reader.verify(), IsEmpty());
  EXPECT_THAT(result.annotations_per_class, ElementsAre(std::pair("pleura", 2), std::pair("b_line", 2)));
  EXPECT_THAT(summary_text(options_, result), HasSubstr("3 videos, 6 frames of 32x48, 2 patients"));
}

TEST_F(Convert, SameBytesWhateverTheJobs) {
  std::string first;
  for (const int jobs : {1, 2, 4, 1}) {
    options_.jobs = jobs;
    ASSERT_TRUE(convert_source().written);
    const std::string bytes = read_file(options_.output);
    if (first.empty()) first = bytes;
    EXPECT_TRUE(bytes == first) << jobs << " jobs";
  }
}

TEST_F(Convert, ToAnotherSizeAndCompressed) {
  options_.size = parse_image_size("16x24");
  options_.gzip_level = parse_compression("gzip");
  ASSERT_TRUE(convert_source().written);
  const auto reader = pack();
  EXPECT_EQ(reader.index().height, 16);
  EXPECT_EQ(reader.index().width, 24);
  // By area: the mean of 5x + y over x 0..1, y 0..1: (0 + 5 + 1 + 6) / 4 = 3
  EXPECT_EQ(reader.read_frames(0, 1)[0], 3);
  EXPECT_THAT(reader.verify(), IsEmpty());
}

TEST_F(Convert, VideosOfSeveralSizesNeedASize) {
  source_.write();
  write_image(source_.folder / "stills/s2.png", cv::Mat(20, 20, CV_8U, cv::Scalar(1)));
  const auto message = message_of<UsageError>([&] { again(); });
  EXPECT_THAT(message, HasSubstr("20x20 (1 video), 32x48 (2 videos)"));
  EXPECT_THAT(message, HasSubstr("--size HxW"));
  EXPECT_TRUE(nothing_left());
  options_.size = ImageSize{32, 48};
  EXPECT_TRUE(again().written);
}

TEST_F(Convert, SfScale) {
  options_.sf_scale = 100;
  ASSERT_TRUE(convert_source().written);
  EXPECT_EQ(pack().index().clinical[0].sf_ratio, 3);
}

TEST_F(Convert, WithoutClinicalTablesAndAnnotations) {
  source_.clinical = source_.patients = source_.annotations = "";
  source_.videos = "video_id,file,patient,day,view\ns1,stills/s1.png,p1,,\n";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(), ElementsAre(HasSubstr("annotations.csv: is not there")));
  EXPECT_EQ(pack().index().videos[0].day, -1);
  EXPECT_EQ(pack().index().patients[0].readmitted_30d, -1);
}

TEST_F(Convert, TruthIsPackedBesideItsAnnotations) {
  write_image(source_.folder / "truth/t.png", cv::Mat(32, 48, CV_8U, cv::Scalar(255)));
  write_file(source_.folder / "truth/masks.csv",
             "video_id,frame,class,file\ns1,0,b_line,truth/t.png\nclip,0,pleura,truth/t.png\n");
  write_file(source_.folder / "truth/parameters.json", R"({"best": [60]})");
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(), ElementsAre(HasSubstr("1 frames have true masks and no annotation")));
  const auto reader = pack();
  ASSERT_TRUE(reader.index().has_truth);
  EXPECT_EQ(reader.index().truth_parameters, R"({"best": [60]})");
  const std::size_t pixels = 32 * 48;
  for (const int row : {0, 2}) {  // both annotators of s1
    const auto truth = reader.read_truth(row);
    EXPECT_EQ(truth[0], 0);
    EXPECT_EQ(truth[pixels], 1);
  }
  EXPECT_EQ(reader.read_truth(1), std::vector<std::uint8_t>(2 * pixels, 0));
}

TEST_F(Convert, AFileMayServeSeveralClasses) {
  source_.annotations =
      "video_id,frame,annotator,class,file\ns1,0,A,pleura,maps/a.png\ns1,0,A,b_line,maps/a.png\n";
  ASSERT_TRUE(convert_source().written);
  const auto maps = pack().read_confidence(0);
  EXPECT_TRUE(std::equal(maps.begin(), maps.begin() + 32 * 48, maps.begin() + 32 * 48));
}

TEST_F(Convert, PatientsWithoutVideosAreNoted) {
  source_.patients += "p9,0\n";
  source_.clinical += "p9,0,300\n";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(),
              ElementsAre(HasSubstr("1 without a video, not packed: p9"), HasSubstr("clinical.csv: 1 rows")));
  EXPECT_EQ(pack().index().patients.size(), 2U);
}

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
                {"cannot be decoded as video"},
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
                {"frame 4 of video 'clip', which has 4"},
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
                {"line 2: video 's1': this video_id stands twice", "line 5: video 's1'"},
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
        Spoiled{"SfMissing",
                {"line 2: patient 'p1': sf_ratio '' is missing"},
                3,
                3,
                2,
                [](SourceBuilder& s) { s.clinical.replace(s.clinical.find("300"), 3, ""); },
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
  EXPECT_THAT(result.faults.texts(), ElementsAre(HasSubstr("unknown view 'Q'"), HasSubstr("class 'c_line'"),
                                                 HasSubstr("sf_ratio '-1'"), HasSubstr("no.mp4"),
                                                 HasSubstr("frame 99 of video 'clip', which has 4")));
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

TEST_F(Convert, AStopSignalLeavesNothing) {
  source_.write();
  request_stop(SIGTERM);
  EXPECT_THROW(again(), Stopped);
  request_stop(0);
  EXPECT_TRUE(nothing_left());
  // In the middle of decoding.
  const auto stop_then = [](const std::string& text) {
    if (text.rfind("decoding: video 2", 0) == 0) request_stop(SIGTERM);
  };
  EXPECT_THROW(convert(options_, stop_then), Stopped);
  request_stop(0);
  EXPECT_TRUE(nothing_left());
}

TEST_F(Convert, NoFolderForTheOutput) {
  options_.output = dir_ / "no/out.h5";
  source_.write();
  EXPECT_THAT(message_of<Error>([&] { again(); }), HasSubstr("there is no folder"));
}

TEST(ConvertOptions, SizeAndCompression) {
  EXPECT_EQ(parse_image_size("224x320").height, 224);
  EXPECT_EQ(parse_image_size("224x320").width, 320);
  for (const char* text : {"224", "x", "0x5", "5x-1", "5x5x5", "99999x5", "5 by 5"})
    EXPECT_THROW(parse_image_size(text), UsageError) << text;
  EXPECT_EQ(parse_compression("none"), 0);
  EXPECT_EQ(parse_compression("gzip"), 4);
  EXPECT_EQ(parse_compression("gzip:9"), 9);
  for (const char* text : {"", "zip", "gzip:", "gzip:0", "gzip:10"})
    EXPECT_THROW(parse_compression(text), UsageError) << text;
}

}  // namespace
}  // namespace sonosweep::data_tools
