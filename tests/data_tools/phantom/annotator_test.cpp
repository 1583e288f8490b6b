// The annotator, and the answer planted by it.
#include "data_tools/phantom/annotator.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/basis_points.h"
#include "data_tools/phantom/presets.h"
#include "data_tools/phantom/reference_iou.h"
#include "data_tools/phantom/video_synth.h"

namespace sonosweep::data_tools {
namespace {

TEST(Annotator, BiasPlantsTheThreshold) {
  // Quantiles of the normal distribution.
  EXPECT_NEAR(bias_for_threshold(60), 0.253347, 1e-6);
  EXPECT_NEAR(bias_for_threshold(80), 0.841621, 1e-6);
  EXPECT_NEAR(bias_for_threshold(40), -0.253347, 1e-6);
  EXPECT_NEAR(bias_for_threshold(50), 0, 1e-12);
}

TEST(Annotator, ConfidenceRisesWithDepthFromNothingToEverything) {
  const double bias = bias_for_threshold(60);
  double last = 0;
  for (double d = -4; d <= 4; d += 0.01) {
    const double c = painted_confidence(d, bias, 2.5, 1, 1);
    EXPECT_GE(c, last);
    last = c;
  }
  EXPECT_EQ(painted_confidence(-2.51, bias, 2.5, 1, 1), 0);
  EXPECT_GT(painted_confidence(-2.49, bias, 2.5, 1, 1), 0);
  EXPECT_NEAR(painted_confidence(0, bias, 2.5, 1, 1), 0.6, 1e-9);
  // Phi(x) = 0.97 at x = 1.8808, so confidence is full from d = 1.8808 - 0.2533 = 1.6275 on.
  EXPECT_LT(painted_confidence(1.627, bias, 2.5, 1, 1), 0.9701);
  EXPECT_EQ(painted_confidence(1.628, bias, 2.5, 1, 1), 1);
}

TEST(Annotator, VisibilityScalesAndGammaBends) {
  EXPECT_NEAR(painted_confidence(0, 0, 2.5, 0.8, 1), 0.4, 1e-12);   // 0.8 * 0.5
  EXPECT_NEAR(painted_confidence(0, 0, 2.5, 0.8, 2), 0.16, 1e-12);  // 0.4^2
  EXPECT_EQ(painted_confidence(3, 0, 2.5, 1, 1.7), 1);
  EXPECT_EQ(painted_confidence(3, 0, 2.5, 0, 1), 0);
}

TEST(Annotator, TheFirstHasTheStandardScale) {
  PhantomOptions o = preset_options("demo");
  o.annotators = 4;
  const std::vector<Annotator> annotators = make_annotators(o);
  ASSERT_EQ(annotators.size(), 4U);
  EXPECT_EQ(annotators[0].name, "A1");
  EXPECT_EQ(annotators[0].gamma, 1);
  EXPECT_NE(annotators[1].gamma, 1);
  EXPECT_NE(annotators[1].gamma, annotators[2].gamma);
}

// A band, 4.5 sigmas thick and more, at full visibility.
std::vector<Shape> band(const PhantomOptions& o, double visibility) {
  Shape shape(o.width);
  shape.class_index = kFasciaBand;
  shape.visibility = visibility;
  for (std::size_t c = 0; c < shape.centre.size(); ++c) {
    shape.centre[c] = 40 + 0.13F * static_cast<float>(c);
    shape.half[c] = 7.3F;
  }
  shape.set_cosine_from_slope();
  return {shape};
}

TEST(Annotator, FaintStructuresAreMissedAsOftenAsToldClearOnesNever) {
  PhantomOptions o = preset_options("planted");
  o.missed_share = 0.3;
  int missed_faint = 0, missed_clear = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    missed_faint += annotate(band(o, 0.7), {"A1", 1}, o, i)[kFasciaBand].empty() ? 1 : 0;
    missed_clear += annotate(band(o, 1), {"A1", 1}, o, i)[kFasciaBand].empty() ? 1 : 0;
  }
  EXPECT_NEAR(missed_faint / 200.0, 0.3, 0.1);  // SD of the share: sqrt(0.3 * 0.7 / 200) = 0.032
  EXPECT_EQ(missed_clear, 0);
}

class PlantedThreshold : public ::testing::TestWithParam<int> {};

TEST_P(PlantedThreshold, TheLabelAtItIsTheTrueStructure) {
  PhantomOptions o = preset_options("planted");
  o.planted_threshold = GetParam();
  const std::vector<Annotator> annotators = make_annotators(o);
  ReferenceIou reference;
  for (std::size_t i = 0; i < 6; ++i) {
    const Scan scan{"v", 0, 0, "R1", 0.15 * static_cast<double>(i)};
    o.frames = 1;
    const SyntheticVideo video = make_video(o, scan, i, annotators);
    ASSERT_EQ(video.annotations.size(), 1U);
    for (std::size_t k = 0; k < kNumClasses; ++k) {
      const cv::Mat& map = video.annotations[0].confidence[k];
      if (video.masks[k].empty()) continue;
      ASSERT_FALSE(map.empty());
      int different = 0, full = 0;
      for (int r = 0; r < map.rows; ++r)
        for (int c = 0; c < map.cols; ++c) {
          const int bp = data::basis_points_from_integer(map.at<std::uint16_t>(r, c), 65535);
          different += data::is_label(bp, GetParam()) != (video.masks[k].at<std::uint8_t>(r, c) > 0) ? 1 : 0;
          full += data::is_label(bp, 100) ? 1 : 0;
        }
      EXPECT_EQ(different, 0) << "video " << i << " class " << k;
      EXPECT_GT(full, 0) << "video " << i << " class " << k;
    }
    reference.add(video.annotations[0].confidence, video.masks);
  }
  EXPECT_EQ(reference.best_threshold(), GetParam());
  const ReferenceIou::Curve curve = reference.overall();
  EXPECT_DOUBLE_EQ(curve[static_cast<std::size_t>(GetParam() - 1)], 1);
  for (const int t : {20, 40, 50, 60, 80, 100})
    if (t != GetParam()) {
      EXPECT_LT(curve[static_cast<std::size_t>(t - 1)], 0.97) << t;
    }
}
INSTANTIATE_TEST_SUITE_P(Levels, PlantedThreshold, ::testing::Values(40, 60, 80));

TEST(ReferenceIou, CountsAsTheMetricDoes) {
  // One row of four pixels: confidence 1, 0.6, 0.3, 0; truth 1 1 0 0.
  cv::Mat map(1, 4, CV_16U), truth(1, 4, CV_8U);
  const int values[] = {65535, 39321, 19661, 0};  // 65535 * {1, 0.6, 0.3, 0}, the third rounded up
  const int mask[] = {255, 255, 0, 0};
  for (int c = 0; c < 4; ++c) {
    map.at<std::uint16_t>(0, c) = static_cast<std::uint16_t>(values[c]);
    truth.at<std::uint8_t>(0, c) = static_cast<std::uint8_t>(mask[c]);
  }
  std::vector<cv::Mat> maps(kNumClasses), masks(kNumClasses);
  maps[0] = map;
  masks[0] = truth;
  masks[1] = truth;  // not painted at all: IoU 0
  ReferenceIou reference;
  reference.add(maps, masks);
  const ReferenceIou::Curve first = reference.of_class(0);
  EXPECT_DOUBLE_EQ(first[29], 2.0 / 3);  // t = 30: labels 1 1 1 0
  EXPECT_DOUBLE_EQ(first[30], 1);        // t = 31: labels 1 1 0 0
  EXPECT_DOUBLE_EQ(first[59], 1);        // t = 60
  EXPECT_DOUBLE_EQ(first[60], 0.5);      // t = 61: labels 1 0 0 0
  EXPECT_DOUBLE_EQ(reference.of_class(1)[59], 0);
  EXPECT_TRUE(std::isnan(reference.of_class(2)[59]));
  // Mean over the two classes that are there: (1 + 0) / 2.
  EXPECT_DOUBLE_EQ(reference.overall()[59], 0.5);
  EXPECT_EQ(reference.best_threshold(), 31);
}

}  // namespace
}  // namespace sonosweep::data_tools
