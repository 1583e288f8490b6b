// On which scale maps are meant, and which way round: judged over all maps of a class.
#include "data_tools/maps/map_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data_tools/convert_fixture.h"
#include "data_tools/image_builder.h"
#include "data_tools/maps/confidence_map.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One map of class 0 for each list of values.
std::vector<JudgedMap> maps_of(MapKind kind, const std::vector<std::vector<std::uint64_t>>& lists,
                               std::optional<std::uint64_t> stated = {}) {
  std::vector<JudgedMap> maps;
  for (const auto& list : lists) {
    JudgedMap map{0, "Anna", "m" + std::to_string(maps.size()) + ".png", {}};
    map.values.kind = kind;
    map.values.stated_full_scale = stated;
    for (const auto value : list) map.values.take(value);
    maps.push_back(map);
  }
  return maps;
}

struct Told {
  std::vector<std::string> faults, notes;
  std::vector<bool> wrong;
};

Told told(const std::vector<JudgedMap>& maps) {
  Faults faults;
  Told out;
  out.wrong = judge_maps({"pleura", "b_line"}, maps, faults);
  out.faults = faults.texts();
  out.notes = faults.notes();
  return out;
}

std::vector<std::uint64_t> range(std::uint64_t most, std::uint64_t step = 1) {
  std::vector<std::uint64_t> values;
  for (std::uint64_t v = 0; v <= most; v += step) values.push_back(v);
  return values;
}

TEST(MapScale, HealthyMapsAreFine) {
  for (const auto& maps :
       {maps_of(MapKind::kImage8, {{0, 255}}), maps_of(MapKind::kImage8, {{0}, {}, {0, 51, 102}}),
        maps_of(MapKind::kImage8, {range(140)}),             // up to 55 %
        maps_of(MapKind::kImage8, {range(20), range(255)}),  // one faint map beside others
        maps_of(MapKind::kImage8, {{0, 51}}),                // all 20 %
        maps_of(MapKind::kImage8, {{0, 20, 40, 102}}), maps_of(MapKind::kImage16, {{0, 39321, 300}}),
        maps_of(MapKind::kImage16, {{0, 256}}), maps_of(MapKind::kReal, {{}}),
        maps_of(MapKind::kBool, {{0, 1}}, 1), maps_of(MapKind::kInteger, {{0, 50}}, 100),
        maps_of(MapKind::kInteger, {{0, 1}}, 1), maps_of(MapKind::kImage8, {{0, 100}}, 255),
        maps_of(MapKind::kImage8, {{0, 1}}, 1), maps_of(MapKind::kImage16, {{0, 255}}, 255)}) {
    EXPECT_THAT(told(maps).faults, IsEmpty());
    EXPECT_THAT(told(maps).notes, IsEmpty());
  }
}

TEST(MapScale, ZeroAndOne) {
  const auto out = told(maps_of(MapKind::kImage8, {{0, 1}, {0}, {1}}));
  EXPECT_THAT(out.faults, ElementsAre(AllOf(HasSubstr("class 'pleura'"),
                                            HasSubstr("3 maps of 8 bits (the first: m0.png)"),
                                            HasSubstr("end at 1 (0, 1), which is 0.4 % of full scale 255"),
                                            HasSubstr("column full_scale in annotations.csv (1? 255 if"))));
  EXPECT_THAT(out.wrong, ElementsAre(true, true, true));
}

TEST(MapScale, ValuesThatCannotBeMeantSo) {
  const auto fault = [](const std::vector<JudgedMap>& maps) {
    const auto out = told(maps);
    return out.faults.size() == 1 ? out.faults[0] : "(none)";
  };
  EXPECT_THAT(fault(maps_of(MapKind::kImage8, {range(60), range(100)})), HasSubstr("(100? 255 if"));
  EXPECT_THAT(fault(maps_of(MapKind::kImage8, {range(90, 10)})), HasSubstr("(100? 255 if"));
  EXPECT_THAT(fault(maps_of(MapKind::kImage8, {range(5)})), HasSubstr("end at 5"));
  EXPECT_THAT(fault(maps_of(MapKind::kImage16, {{0, 255}})), HasSubstr("(255? 65535 if"));
  EXPECT_THAT(fault(maps_of(MapKind::kImage16, {{0, 1}})), HasSubstr("(1? 65535 if"));
  EXPECT_THAT(fault(maps_of(MapKind::kImage16, {range(100, 20)})), HasSubstr("(100? 65535 if"));
  EXPECT_THAT(fault(maps_of(MapKind::kImage8, {range(5)})), HasSubstr("(5? 255 if"));
}

TEST(MapScale, ValuesThatMayBeMeantSoAreNoted) {
  EXPECT_THAT(told(maps_of(MapKind::kImage8, {{0, 13, 77, 93}})).notes,
              ElementsAre(HasSubstr("(100? 255 if")));
  EXPECT_THAT(told(maps_of(MapKind::kImage16, {{0, 10000}})).notes,
              ElementsAre(HasSubstr("(10000? 65535 if")));
  EXPECT_THAT(told(maps_of(MapKind::kImage16, {{0, 4095}})).notes, ElementsAre(HasSubstr("(4095? 65535 if")));
  // Somebody has said it, hard as it is to believe.
  EXPECT_THAT(told(maps_of(MapKind::kInteger, {{0, 255}}, 65535)).notes,
              ElementsAre(HasSubstr(
                  "1 map of integers (m0.png) end at 255 (0, 255), which is 0.4 % of full scale 65535")));
  EXPECT_THAT(told(maps_of(MapKind::kImage8, {{0, 1}}, 255)).notes, ElementsAre(HasSubstr("0.4 %")));
}

// The maximum of one annotator says nothing of the scale of another.
TEST(MapScale, ByAnnotator) {
  auto maps = maps_of(MapKind::kImage8, {{0, 255}, {0, 1}, {0, 1}});
  maps[1].annotator = maps[2].annotator = "Ben";
  const auto out = told(maps);
  EXPECT_THAT(out.faults,
              ElementsAre(AllOf(HasSubstr("class 'pleura', annotator 'Ben': the values of 2 maps"),
                                HasSubstr("end at 1 (0, 1)"))));
  EXPECT_THAT(out.wrong, ElementsAre(false, true, true));
}

MapValues values_of(const std::vector<int>& basis_points, MapKind kind = MapKind::kImage8) {
  cv::Mat map(1, 2 * static_cast<int>(basis_points.size()), CV_16U,
              cv::Scalar(0));  // half of it is not painted
  for (int x = 0; x < static_cast<int>(basis_points.size()); ++x)
    map.at<std::uint16_t>(0, x) = static_cast<std::uint16_t>(basis_points[static_cast<std::size_t>(x)]);
  MapValues values;
  values.kind = kind;
  values.take(kind == MapKind::kImage16 ? 65535 : 255);
  values.look(map);
  return values;
}

// 127 of 255 is 4980 basis points, 178 is 6980; 128 is 5019. 32767 of 65535 is 4999.
TEST(MapScale, RoundedDownIsNoted) {
  const auto notes = [](const std::vector<int>& basis_points, MapKind kind = MapKind::kImage8) {
    return told({{0, "Anna", "m.png", values_of(basis_points, kind)}}).notes;
  };
  EXPECT_THAT(
      notes({0, 4980, 6980, 10000, 10000}),
      ElementsAre(AllOf(HasSubstr("50 % of the painted pixels of 1 map (the first: m.png)"),
                        HasSubstr("just below 50, 70 % of full scale 255"), HasSubstr("round(255 p)"))));
  EXPECT_THAT(notes({4999, 10000}, MapKind::kImage16),
              ElementsAre(HasSubstr("just below 50 % of full scale 65535")));
  EXPECT_THAT(notes({5019, 10000}), IsEmpty());
  EXPECT_THAT(notes({4980, 10000}, MapKind::kReal), IsEmpty());
  // A ramp has as many pixels beside 127 as on it.
  std::vector<int> ramp;
  for (int v = 0; v <= 255; ++v) ramp.push_back(v * 10000 / 255);
  EXPECT_THAT(notes(ramp), IsEmpty());
}

TEST(MapScale, ThresholdsThatNoLabelReachesAreNoted) {
  const JudgedMap low{0, "Anna", "m.png", values_of({0, 9960, 3000})},
      empty{1, "Anna", "n.png", values_of({0, 0})};
  EXPECT_THAT(told({low, empty}).notes,
              ElementsAre(HasSubstr("maps are all empty, 0 everywhere: 'b_line' (1 maps)"),
                          AllOf(HasSubstr("never reach 100 % confidence"), HasSubstr("'pleura' 99.6 %"))));
  JudgedMap high = low;
  high.values = values_of({10000});
  EXPECT_THAT(told({low, high}).notes, IsEmpty());
}

// Each class has a scale of its own, and maps whose row states one do not speak for the others.
TEST(MapScale, ByClassAndStatement) {
  auto maps = maps_of(MapKind::kImage8, {{0, 1}, {0, 255}});
  maps[1].channel = 1;
  auto out = told(maps);
  EXPECT_THAT(out.faults, ElementsAre(HasSubstr("1 map ")));
  EXPECT_THAT(out.wrong, ElementsAre(true, false));
  maps[1].channel = 0;
  maps[1].values.stated_full_scale = 255;
  EXPECT_THAT(told(maps).wrong, ElementsAre(true, false));
}

MapValues painted(int rows, int bp, const cv::Rect& hole) {
  cv::Mat map(rows, 40, CV_16U, cv::Scalar(bp));
  map(hole) = 0;
  MapValues values;
  values.look(map);
  return values;
}

TEST(MapInverted, NearlyAllIsPaintedWithHighConfidence) {
  EXPECT_TRUE(painted(30, 10000, {10, 10, 20, 4}).paints_nearly_all());
  EXPECT_FALSE(painted(30, 4000, {10, 10, 20, 4}).paints_nearly_all());   // faint
  EXPECT_FALSE(painted(30, 10000, {10, 10, 20, 8}).paints_nearly_all());  // 13 % are not painted
  EXPECT_FALSE(painted(30, 10000, {0, 0, 40, 1}).paints_nearly_all());    // the border is not
  EXPECT_FALSE(painted(30, 10000, {0, 0, 40, 30}).paints_nearly_all());
}

TEST(MapInverted, IsNotedByClassAndAnnotator) {
  auto maps = maps_of(MapKind::kReal, {{}, {}, {}, {}});
  for (const std::size_t m : {0U, 1U}) maps[m].values = painted(30, 10000, {10, 10, 20, 4});
  maps[2].values = painted(30, 10000, {0, 0, 40, 20});
  EXPECT_THAT(told(maps).notes, ElementsAre(AllOf(HasSubstr("class 'pleura', annotator 'Anna': 2 of 3 maps"),
                                                  HasSubstr("inverted"), HasSubstr("column invert = 1"))));
  maps[1].values = maps[2].values;
  EXPECT_THAT(told(maps).notes, ElementsAre(HasSubstr("annotator 'Anna': 1 of 3 maps")));
  maps[0].annotator = "Ben";
  EXPECT_THAT(told(maps).notes, ElementsAre(HasSubstr("annotator 'Ben': 1 of 1")));
}

// The whole way.
TEST_F(Convert, MapsOfZeroAndOne) {
  source_.write();
  write_image(source_.folder / "maps/a.png", cv::Mat::eye(32, 48, CV_8U));
  for (const char* map : {"maps/b.png", "maps/c.png", "maps/d.png"})
    write_image(source_.folder / map, cv::Mat(32, 48, CV_8U, cv::Scalar(1)));
  EXPECT_THAT(again().faults.texts(), ElementsAre(HasSubstr("class 'pleura': the values of 2 maps of 8 bits"),
                                                  HasSubstr("class 'b_line': the values of 2 maps")));
  EXPECT_TRUE(nothing_left());
  options_.keep_going = true;
  ASSERT_TRUE(again().written);
  EXPECT_THAT(pack().index().annotations, IsEmpty());
  options_.keep_going = false;
  options_.full_scale = 1;
  const auto result = again();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(), ElementsAre(HasSubstr("class 'pleura', annotator 'Ben': 1 of 1 maps"),
                                                 HasSubstr("class 'b_line', annotator 'Anna': 2 of 2 maps")));
  EXPECT_EQ(pack().read_confidence(0)[0], 10000);
}

// What dataset.ini says of all maps is for those of integers.
TEST_F(Convert, FullScaleOfAllMapsIsNotForRealNumbers) {
  source_.dataset += "full_scale = 100\n";
  source_.write();
  write_image(source_.folder / "maps/a.png", cv::Mat(cv::Mat::eye(32, 48, CV_8U) * 60));
  const auto write = [&](const std::string& bytes) {
    for (const char* map : {"maps/b.png", "maps/c.png", "maps/d.png"})
      write_file(source_.folder / map, bytes);
  };
  write(npy_bytes("<f4", false, "32, 48", raw_bytes(std::vector<float>(32 * 48, .25F))));
  const auto result = again();
  EXPECT_THAT(result.faults.texts(), IsEmpty());
  ASSERT_TRUE(result.written);
  EXPECT_EQ(pack().read_confidence(0)[0], 6000);
  EXPECT_EQ(pack().read_confidence(2)[0], 2500);
  write(npy_bytes("|b1", false, "32, 48", std::string(32 * 48, '\1')));
  ASSERT_TRUE(again().written);
  EXPECT_EQ(pack().read_confidence(2)[0], 10000);
}

TEST_F(Convert, MapsThatFitTheFrameBeforeItWasTurned) {
  source_.write();
  add_exif(source_.folder / "stills/s1.png", exif_block(6));
  add_exif(source_.folder / "stills/s2.png", exif_block(6));
  source_.videos = "video_id,file,patient,day,view\ns1,stills/s1.png,p1,0,R1\n";
  source_.annotations = "video_id,frame,annotator,class,file\ns1,0,Anna,pleura,maps/a.png\n";
  write_file(source_.folder / "videos.csv", source_.videos);
  write_file(source_.folder / "annotations.csv", source_.annotations);
  EXPECT_THAT(again().faults.texts(),
              ElementsAre(AllOf(HasSubstr("a.png: is 32x48, the frames of its video are 48x32"),
                                HasSubstr("EXIF orientation"))));
  add_exif(source_.folder / "maps/a.png", exif_block(6));  // turned like its frame
  EXPECT_THAT(again().faults.texts(), IsEmpty());
}

}  // namespace
}  // namespace sonosweep::data_tools
