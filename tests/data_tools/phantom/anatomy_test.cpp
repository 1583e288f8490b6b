// Where structures lie, and what severity does to them.
#include "data_tools/phantom/anatomy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data_tools/phantom/cohort.h"
#include "data_tools/phantom/presets.h"

namespace sonosweep::data_tools {
namespace {

const Shape* find(const FrameAnatomy& anatomy, int class_index) {
  for (const Shape& shape : anatomy.shapes)
    if (shape.class_index == class_index) return &shape;
  return nullptr;
}

// A flat chest: pleura at 12 mm, fascia at 7 mm, image 48 mm deep and 40 mm wide.
Layout flat_layout(const PhantomOptions& o) {
  Layout l;
  l.depth_mm = 48;
  l.width_mm = 40;
  l.pixel_mm = l.depth_mm / o.height;
  l.column_mm = l.width_mm / o.width;
  l.pleura_mm = 12;
  l.sharp_half_mm = 1;
  l.has_sharp = true;
  l.fascias.push_back({7, 1, {}, {}});
  return l;
}

TEST(Shape, SignedDistanceIsTheNearerOfHeightAndSide) {
  Shape shape(10);
  std::fill(shape.centre.begin(), shape.centre.end(), 5.0F);
  std::fill(shape.half.begin(), shape.half.end(), 2.0F);
  shape.keep(2, 8);
  shape.finish_extent(0);
  // Row 4: centre at 4.5, 0.5 from the middle: 1.5 inside. Column 5: centre 5.5, 2.5 from the right end.
  EXPECT_FLOAT_EQ(shape.distance(4, 5), 1.5F);
  // Column 2: centre 2.5, 0.5 inside.
  EXPECT_FLOAT_EQ(shape.distance(4, 2), 0.5F);
  // Row 8: 3.5 from the middle: 1.5 outside. Column 0: 1.5 left of the end.
  EXPECT_FLOAT_EQ(shape.distance(8, 5), -1.5F);
  EXPECT_FLOAT_EQ(shape.distance(4, 0), -1.5F);
}

TEST(Shape, MaskHoldsThePixelsWhoseCentresAreInside) {
  Shape shape(4);
  shape.class_index = kALine;
  std::fill(shape.centre.begin(), shape.centre.end(), 3.0F);
  std::fill(shape.half.begin(), shape.half.end(), 1.0F);
  // Rows 2 and 3 have their centres at 2.5 and 3.5, within 3 +- 1.
  const cv::Mat mask = class_mask({shape}, kALine, 6, 4);
  EXPECT_EQ(cv::countNonZero(mask), 8);
  EXPECT_EQ(mask.at<std::uint8_t>(2, 0), 255);
  EXPECT_EQ(mask.at<std::uint8_t>(3, 3), 255);
  EXPECT_EQ(cv::countNonZero(class_mask({shape}, kFasciaBand, 6, 4)), 0);
}

TEST(Shape, SliversAreDropped) {
  Shape shape(20);
  std::fill(shape.half.begin(), shape.half.end(), 100.0F);
  shape.cut(5, 9);
  shape.cut(11, 15);  // leaves 9..11
  shape.finish_extent(3);
  EXPECT_GT(shape.lateral[4], 0);
  EXPECT_LT(shape.lateral[9], 0);
  EXPECT_LT(shape.lateral[10], 0);
  EXPECT_GT(shape.lateral[16], 0);
}

TEST(Anatomy, ALinesLieAtWholeMultiplesOfThePleuralDepth) {
  PhantomOptions o = preset_options("demo");
  Layout l = flat_layout(o);
  for (int order = 2; order <= 3; ++order) l.reverberations.push_back({order, false, 0.8, {-100, 200}, {}});
  const FrameAnatomy anatomy = make_anatomy(l, {}, o);
  // 96 rows for 48 mm: pleura at 12 mm = row 24, A lines at rows 48 and 72.
  EXPECT_FLOAT_EQ(find(anatomy, kSharpPleura)->centre[40], 24);
  std::vector<float> rows;
  for (const Shape& shape : anatomy.shapes)
    if (shape.class_index == kALine) rows.push_back(shape.centre[40]);
  EXPECT_EQ(rows, (std::vector<float>{48, 72}));
  // When the chest wall moves by 0.5 mm (one row), the k-th moves k times as far.
  const FrameAnatomy moved = make_anatomy(l, {0, 0.5, 0}, o);
  EXPECT_FLOAT_EQ(find(moved, kALine)->centre[40], 50);
}

TEST(Anatomy, SubALinesLieBelowThePleuraByItsDistanceFromTheFascia) {
  PhantomOptions o = preset_options("demo");
  Layout l = flat_layout(o);
  l.reverberations.push_back({1, true, 0.8, {10, 30}, {}});
  const Shape* sub = find(make_anatomy(l, {}, o), kSubALine);
  // 12 + (12 - 7) = 17 mm = row 34; 10..30 mm = columns 24..72.
  const FrameAnatomy anatomy = make_anatomy(l, {}, o);
  sub = find(anatomy, kSubALine);
  EXPECT_FLOAT_EQ(sub->centre[40], 34);
  EXPECT_GT(sub->lateral[25], 0);
  EXPECT_LT(sub->lateral[22], 0);
}

TEST(Anatomy, BLinesRunFromThePleuraToTheBottomAndWipeOutALines) {
  PhantomOptions o = preset_options("demo");
  Layout l = flat_layout(o);
  l.reverberations.push_back({2, false, 0.8, {-100, 200}, {}});
  l.b_lines.push_back({20, 2.5, {}});  // 17.5..22.5 mm = columns 42..54
  const FrameAnatomy anatomy = make_anatomy(l, {}, o);
  const cv::Mat b = class_mask(anatomy.shapes, kVerticalLine, 96, 96);
  const cv::Mat a = class_mask(anatomy.shapes, kALine, 96, 96);
  EXPECT_EQ(b.at<std::uint8_t>(23, 48), 0);
  EXPECT_EQ(cv::countNonZero(b.col(48)), 96 - 24);
  EXPECT_EQ(b.at<std::uint8_t>(95, 48), 255);
  EXPECT_EQ(a.at<std::uint8_t>(48, 48), 0);
  EXPECT_EQ(a.at<std::uint8_t>(48, 20), 255);
  // It slides with the lung: 5 mm = 12 columns.
  const FrameAnatomy moved = make_anatomy(l, {0, 0, 5}, o);
  EXPECT_EQ(class_mask(moved.shapes, kVerticalLine, 96, 96).at<std::uint8_t>(60, 44), 0);
  EXPECT_EQ(class_mask(moved.shapes, kVerticalLine, 96, 96).at<std::uint8_t>(60, 60), 255);
}

TEST(Anatomy, ARibInterruptsThePleuraAndCastsAShadow) {
  PhantomOptions o = preset_options("demo");
  Layout l = flat_layout(o);
  l.ribs.push_back({40, 5, 8});
  const FrameAnatomy anatomy = make_anatomy(l, {}, o);
  const cv::Mat pleura = class_mask(anatomy.shapes, kSharpPleura, 96, 96);
  EXPECT_EQ(pleura.at<std::uint8_t>(24, 50), 255);
  EXPECT_EQ(pleura.at<std::uint8_t>(24, 95), 0);
  EXPECT_FLOAT_EQ(anatomy.shadow[95], 1);
  EXPECT_FLOAT_EQ(anatomy.shadow[50], 0);
}

TEST(Layout, SeverityDrivesBLinesALinesAndThePleura) {
  const PhantomOptions o = preset_options("demo");
  constexpr int kVideos = 200;
  double b_well = 0, b_ill = 0, width_well = 0, width_ill = 0, a_well = 0, a_ill = 0, lung_well = 0,
         lung_ill = 0;
  for (std::uint64_t i = 0; i < kVideos; ++i) {
    const Layout well = make_layout(o, 0.15, i), ill = make_layout(o, 0.9, i);
    b_well += static_cast<double>(well.b_lines.size());
    b_ill += static_cast<double>(ill.b_lines.size());
    for (const BLine& line : well.b_lines) width_well += line.half_mm;
    for (const BLine& line : ill.b_lines) width_ill += line.half_mm;
    a_well += static_cast<double>(well.reverberations.size());
    a_ill += static_cast<double>(ill.reverberations.size());
    lung_well += well.lung_db;
    lung_ill += ill.lung_db;
    EXPECT_TRUE(well.has_sharp && !well.has_fuzzy);
    EXPECT_TRUE(ill.has_fuzzy && !ill.has_sharp);
  }
  // Expected numbers: 6 * 0.07 / 0.92 = 0.46 and 6 * 0.82 / 0.92 = 5.3; SD of the means about 0.05 and 0.16.
  EXPECT_NEAR(b_well / kVideos, 0.46, 0.2);
  EXPECT_NEAR(b_ill / kVideos, 5.35, 0.6);
  EXPECT_GT(width_ill / b_ill, 1.15 * width_well / b_well);
  EXPECT_LT(a_ill, a_well);
  EXPECT_GT(lung_ill, lung_well);
}

TEST(Layout, StaysWithinTheAnatomy) {
  for (const std::string& name : preset_names()) {
    const PhantomOptions o = preset_options(name);
    for (std::uint64_t i = 0; i < 50; ++i) {
      const Layout l = make_layout(o, 0.02 * static_cast<double>(i), i);
      EXPECT_GE(l.depth_mm, 40);
      EXPECT_LE(l.depth_mm, 60);
      EXPECT_GE(l.pleura_mm, 10);
      EXPECT_LE(l.pleura_mm, 25);
      for (const Fascia& fascia : l.fascias) EXPECT_LT(fascia.depth_mm + fascia.half_mm, l.pleura_mm);
      // Thick enough for a core of full confidence.
      EXPECT_GE(2 * l.sharp_half_mm / l.pixel_mm, o.thickness_min_sigmas * o.sigma_px - 1e-9);
    }
  }
}

TEST(Motion, StaysWithinWhatTheFieldsAllowAndSlides) {
  const PhantomOptions o = preset_options("demo");
  const Layout l = make_layout(o, 0.5, 3);
  double low = 1e9, high = -1e9;
  for (const Motion& m : make_motion(l, 500, 25, 4)) {
    EXPECT_LE(std::abs(m.lung_x), largest_lateral_motion(l));
    EXPECT_LE(std::abs(m.wall_z), kLargestAxialMotionMm);
    low = std::min(low, m.lung_x - m.wall_x);
    high = std::max(high, m.lung_x - m.wall_x);
  }
  EXPECT_NEAR(high - low, l.slide_mm, 0.1);
  EXPECT_GE(l.slide_mm, 2);
  EXPECT_LE(l.slide_mm, 8);
}

}  // namespace
}  // namespace sonosweep::data_tools
