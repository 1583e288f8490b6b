#include "data_tools/convert/converter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <opencv2/imgcodecs.hpp>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "data_tools/convert_fixture.h"
#include "message_of.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;
using ::testing::Pair;

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
              ElementsAre(HasSubstr("1 without a video, not packed: p9"),
                          HasSubstr("clinical.csv: 1 rows of patients without a video are not packed: p9")));
  EXPECT_EQ(pack().index().patients.size(), 2U);
}

TEST_F(Convert, OtherColumnsOfPatientsAreCarriedAlong) {
  source_.patients = "sex (m/f),patient,age,readmitted_30d,\nf,p2,\"6,5\",1,\n";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  // A column without a name cannot be carried.
  EXPECT_THAT(result.faults.notes(),
              ElementsAre(HasSubstr("patients.csv: columns not used: ''"),
                          HasSubstr("patients.csv: 1 of 2 patients with videos are not in it: p1")));
  const auto reader = pack();
  const auto& patients = reader.index().patients;
  // p1 has no row: the same columns, empty.
  EXPECT_THAT(patients[0].columns, ElementsAre(Pair("age", ""), Pair("sex (m/f)", "")));
  EXPECT_THAT(patients[1].columns, ElementsAre(Pair("age", "6,5"), Pair("sex (m/f)", "f")));
  EXPECT_THAT(reader.verify(), IsEmpty());
}

TEST_F(Convert, OtherColumnsOfVideosAndClinicalRowsAreCarriedAlong) {
  source_.videos = "video_id,file,patient,day,view,probe\ns1,stills/s1.png,p1,0,R1,linear\n";
  source_.annotations = "video_id,frame,annotator,class,file\n";
  source_.clinical = "patient,day,sf_ratio,ward\np1,0,300,\"a, b\"\np1,3,420.5,\n";
  source_.patients = "";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(), IsEmpty());
  const auto reader = pack();
  EXPECT_THAT(reader.index().videos[0].columns, ElementsAre(Pair("probe", "linear")));
  EXPECT_THAT(reader.index().clinical[0].columns, ElementsAre(Pair("ward", "a, b")));
  EXPECT_THAT(reader.index().clinical[1].columns, ElementsAre(Pair("ward", "")));
  EXPECT_THAT(summary_text(options_, result),
              HasSubstr("  kept as text  videos.csv: probe\n  kept as text  clinical.csv: ward\n"));
}

// Carried along, it would silently not be the depth.
TEST_F(Convert, AColumnThatIsNearlyAnotherIsNoted) {
  source_.videos = "video_id,file,patient,day,view,dept_cm\ns1,stills/s1.png,p1,0,R1,4\n";
  source_.annotations = "video_id,frame,annotator,class,file\n";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(), ::testing::Contains(HasSubstr(
                                         "videos.csv: column 'dept_cm' is carried along as text and has no "
                                         "meaning here; did you mean 'depth_cm'?")));
}

TEST_F(Convert, FpsAndDepthThatNoProbeHasAreNoted) {
  write_video(source_.folder / "slow.avi", "MJPG", 2, {48, 32}, 0.5);
  source_.annotations = source_.clinical = source_.patients = "";
  source_.videos =
      "video_id,file,patient,day,view,fps,depth_cm\n"
      "a,stills/s1.png,p1,0,R1,1000,50\n"
      "b,stills/s2.png,p1,1,R1,1,1\n"
      "c,clip.mp4,p1,2,R1,25000,160\n"
      "d,clip.mp4,p1,2,R1,0.04,0.16\n"
      "e,slow.avi,p1,3,R1,,\n";
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(
      result.faults.notes(),
      ::testing::IsSupersetOf({AllOf(HasSubstr("videos.csv line 4: video 'c': fps 25000 lies outside 1 to "
                                               "1000 frames a second"),
                                     HasSubstr("1 more of this kind: line 5")),
                               AllOf(HasSubstr("video 'c': depth_cm 160 lies outside 1 to 50 cm; as "
                                               "millimetres it would be 16 cm"),
                                     HasSubstr("1 more of this kind: line 5")),
                               AllOf(HasSubstr("videos.csv line 6: video 'e': "),
                                     HasSubstr("slow.avi says 0.5 frames a second"))}));
  EXPECT_THAT(result.faults.notes(), Not(::testing::Contains(HasSubstr("line 2"))));
  EXPECT_THAT(result.faults.notes(), Not(::testing::Contains(HasSubstr("line 3"))));
  source_.videos =
      "video_id,file,patient,day,view,fps,depth_cm\n"
      "a,stills/s1.png,p1,0,R1,,0.16\n";
  EXPECT_THAT(
      convert_source().faults.notes(),
      ::testing::Contains(HasSubstr("depth_cm 0.16 lies outside 1 to 50 cm; as metres it would be 16 cm")));
}

TEST_F(Convert, FpsAndDepthThatAreNoNumberAboveZero) {
  for (const char* column : {"fps", "depth_cm"})
    for (const char* value : {"0", "-1", "nan", "inf", "1e999", "25 Hz"}) {
      source_.annotations = source_.clinical = source_.patients = "";
      source_.videos = std::string("video_id,file,patient,day,view,") + column +
                       "\na,stills/s1.png,p1,0,R1," + value + "\n";
      EXPECT_THAT(convert_source().faults.texts(),
                  ElementsAre(HasSubstr(std::string(column) + " '" + value + "' is not a number > 0")));
    }
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

// What their format leaves open is told once for all of them.
TEST_F(Convert, NotesThatVideosShareAreOne) {
  source_.videos += "m1,m1.mpg,p2,0,R3,\nm2,m2.mpg,p2,0,R3,\n";
  write_video(source_.folder / "m1.mpg", "PIM1", 5, {48, 32}, 25);
  write_video(source_.folder / "m2.mpg", "PIM1", 6, {48, 32}, 25);
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(),
              ::testing::Contains(::testing::AllOf(
                  ::testing::HasSubstr("videos.csv line 5: video 'm1': " +
                                       (source_.folder / "m1.mpg").string() + ": its format (mpeg)"),
                  ::testing::HasSubstr("(and 1 more of this kind: line 6)"))));
  EXPECT_THAT(result.faults.notes(), ::testing::Not(::testing::Contains(::testing::HasSubstr("video 'm2'"))));
}

}  // namespace
}  // namespace sonosweep::data_tools
