#include "data_tools/resize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "data_tools/convert_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Fit kFits[] = {Fit::kStretch, Fit::kPad, Fit::kCrop};

template <typename T>
cv::Mat pixels(int rows, const std::vector<T>& values) {
  cv::Mat image(rows, static_cast<int>(values.size()) / rows, cv::DataType<T>::type);
  std::copy(values.begin(), values.end(), image.begin<T>());
  return image;
}

double difference(const cv::Mat& a, const cv::Mat& b) {
  EXPECT_EQ(a.size(), b.size());
  return a.size() == b.size() ? cv::norm(a, b, cv::NORM_INF) : 1e9;
}

// Smaller, larger, and one axis each way.
const std::vector<cv::Size> kSizes = {{13, 11}, {100, 77}, {45, 8},  {8, 45},  {90, 62}, {1, 1},
                                      {64, 64}, {44, 30},  {46, 32}, {15, 62}, {45, 31}};

TEST(Resize, NativeSizeIsUntouched) {
  cv::Mat map(7, 9, CV_16U);
  cv::randu(map, 0, 10000);
  for (const Fit fit : kFits) {
    EXPECT_EQ(difference(resize_map(map, map.size(), fit), map), 0);
    EXPECT_EQ(resize_map(map, map.size(), fit).data, map.data);
  }
}

// A constant map of any whole percentage keeps every pixel on its side of the threshold.
TEST(Resize, ConstantMapsStayConstant) {
  for (int p = 0; p <= 100; ++p) {
    const cv::Mat map(31, 45, CV_16U, cv::Scalar(100 * p));
    for (const auto size : kSizes)
      EXPECT_EQ(difference(resize_map(map, size, Fit::kStretch), cv::Mat(size, CV_16U, cv::Scalar(100 * p))),
                0)
          << p;
  }
}

TEST(Resize, ByArea) {
  const cv::Mat frame = pixels<std::uint8_t>(2, {0, 10, 20, 40, 20, 30, 60, 80});
  // Means of 2x2: (0 + 10 + 20 + 30) / 4 = 15, (20 + 40 + 60 + 80) / 4 = 50
  EXPECT_EQ(difference(resize_frame(frame, {2, 1}, Fit::kStretch), pixels<std::uint8_t>(1, {15, 50})), 0);
  EXPECT_EQ(difference(resize_map(pixels<std::uint16_t>(1, {10000, 0, 4000}), {2, 1}, Fit::kStretch),
                       pixels<std::uint16_t>(1, {6667, 2667})),  // 10000 / 1.5, 4000 / 1.5
            0);
  EXPECT_EQ(difference(resize_map(pixels<std::uint16_t>(1, {0, 10000}), {3, 2}, Fit::kStretch),
                       pixels<std::uint16_t>(2, {0, 5000, 10000, 0, 5000, 10000})),
            0);
  const cv::Mat mask = resize_mask(pixels<std::uint8_t>(1, {0, 1}), {4, 2}, Fit::kStretch);
  EXPECT_EQ(difference(mask, pixels<std::uint8_t>(2, {0, 0, 1, 1, 0, 0, 1, 1})), 0);
}

// The sum of confidence is the old one times the ratio of the areas; each pixel is rounded by half at most.
TEST(Resize, TheSumOfConfidenceStays) {
  cv::RNG random(3);
  for (const auto size : kSizes)
    for (int trial = 0; trial < 5; ++trial) {
      cv::Mat map(31, 45, CV_16U);
      random.fill(map, cv::RNG::UNIFORM, 0, 10001);
      if (trial > 0) map.setTo(0, map < 2500 * trial - 500);  // sparser and sparser
      const double expected = cv::sum(map)[0] * size.area() / (31 * 45);
      EXPECT_NEAR(cv::sum(resize_map(map, size, Fit::kStretch))[0], expected, .5 * size.area())
          << size << trial;
    }
}

// A line of 3 rows of 512 is one of 1.3 rows of 224: its map keeps its mass wherever it lies, its mask is one
// or two rows, never none.
TEST(Resize, AThinLineStays) {
  for (int at = 100; at < 116; ++at) {
    cv::Mat map = cv::Mat::zeros(512, 512, CV_16U), mask = cv::Mat::zeros(512, 512, CV_8U);
    map.rowRange(at, at + 3) = 10000;
    mask.rowRange(at, at + 3) = 1;
    const double rows = 3 * 224.0 / 512;
    EXPECT_NEAR(cv::sum(resize_map(map, {224, 224}, Fit::kStretch))[0] / 10000 / 224, rows, .001) << at;
    const int count = cv::countNonZero(resize_mask(mask, {224, 224}, Fit::kStretch));
    EXPECT_TRUE(count == 224 || count == 2 * 224) << at << ": " << count;
    const int tiny = cv::countNonZero(resize_mask(mask, {20, 20}, Fit::kStretch));  // 0.12 rows
    EXPECT_GE(tiny, 20) << at;
  }
}

TEST(Resize, MasksKeepTheirArea) {
  for (const auto size : {cv::Size(224, 224), cv::Size(100, 77), cv::Size(400, 300), cv::Size(100, 300)})
    for (int radius = 3; radius < 90; radius += 6) {
      cv::Mat mask = cv::Mat::zeros(200, 300, CV_8U);
      cv::circle(mask, {140, 97}, radius, cv::Scalar(1), cv::FILLED);
      const double area = static_cast<double>(cv::countNonZero(mask)) * size.area() / (200 * 300);
      const cv::Mat out = resize_mask(mask, size, Fit::kStretch);
      EXPECT_NEAR(cv::countNonZero(out), area, 2 + .03 * area) << size << radius;
    }
  cv::Mat one = cv::Mat::zeros(200, 300, CV_8U);
  EXPECT_EQ(cv::countNonZero(resize_mask(one, {10, 10}, Fit::kStretch)), 0);
  one.at<std::uint8_t>(17, 33) = 1;
  EXPECT_EQ(cv::countNonZero(resize_mask(one, {10, 10}, Fit::kStretch)), 1);
  EXPECT_EQ(cv::countNonZero(resize_mask(cv::Mat(200, 300, CV_8U, cv::Scalar(1)), {7, 9}, Fit::kStretch)),
            63);
}

TEST(Resize, BitsAreMasks) {
  cv::RNG random(4);
  cv::Mat bits(40, 50, CV_8U);
  random.fill(bits, cv::RNG::UNIFORM, 0, 256);
  for (const Fit fit : kFits) {
    const cv::Mat out = resize_bits(bits, {21, 33}, fit);
    for (int bit = 0; bit < 8; ++bit) {
      const cv::Mat one = resize_mask((bits & (1 << bit)) / (1 << bit), {21, 33}, fit);
      EXPECT_EQ(difference((out & (1 << bit)) / (1 << bit), one), 0) << bit;
    }
  }
}

TEST(Fit, Placement) {
  const auto placed = [](cv::Size native, cv::Size size, Fit fit) {
    const auto [from, to] = placement(native, size, fit);
    return std::vector<int>{from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height};
  };
  EXPECT_THAT(placed({768, 576}, {64, 64}, Fit::kStretch), ElementsAre(0, 0, 768, 576, 0, 0, 64, 64));
  EXPECT_THAT(placed({768, 576}, {64, 64}, Fit::kPad), ElementsAre(0, 0, 768, 576, 0, 8, 64, 48));
  EXPECT_THAT(placed({768, 576}, {64, 64}, Fit::kCrop), ElementsAre(96, 0, 576, 576, 0, 0, 64, 64));
  EXPECT_THAT(placed({576, 768}, {64, 64}, Fit::kPad), ElementsAre(0, 0, 576, 768, 8, 0, 48, 64));
  EXPECT_THAT(placed({576, 768}, {64, 64}, Fit::kCrop), ElementsAre(0, 96, 576, 576, 0, 0, 64, 64));
  // Odd ones: of 5 rows 2 are above.
  EXPECT_THAT(placed({10, 5}, {10, 10}, Fit::kPad), ElementsAre(0, 0, 10, 5, 0, 2, 10, 5));
  EXPECT_THAT(placed({10, 5}, {5, 5}, Fit::kCrop), ElementsAre(2, 0, 5, 5, 0, 0, 5, 5));
  EXPECT_THAT(placed({1000, 1}, {5, 5}, Fit::kPad), ElementsAre(0, 0, 1000, 1, 0, 2, 5, 1));
  EXPECT_THAT(placed({64, 48}, {128, 96}, Fit::kPad), ElementsAre(0, 0, 64, 48, 0, 0, 128, 96));
  EXPECT_THROW(parse_fit("padd"), UsageError);
}

// What is at column x of the source is at offset + scale x of the pack, for frame, map and mask alike.
TEST(Fit, FramesMapsAndMasksLandInTheSamePlace) {
  for (const auto native : {cv::Size(60, 44), cv::Size(45, 61), cv::Size(33, 33)})
    for (const auto size : {cv::Size(20, 20), cv::Size(21, 31), cv::Size(90, 20), cv::Size(64, 99)})
      for (const Fit fit : kFits) {
        cv::Mat frame = cv::Mat::zeros(native, CV_8U);
        const cv::Rect block(native.width / 2 - 9, native.height / 2 - 2, 12, 4);
        frame(block) = 250;
        cv::Mat map, mask = frame / 250;
        frame.convertTo(map, CV_16U, 40);
        const cv::Mat small_frame = resize_frame(frame, size, fit), small_map = resize_map(map, size, fit),
                      small_mask = resize_mask(mask, size, fit);
        cv::Mat as_map;
        small_frame.convertTo(as_map, CV_16U, 40);
        EXPECT_LE(difference(as_map, small_map), 45) << native << size;  // one gray level
        const auto moments = cv::moments(cv::Mat_<float>(small_map));
        const auto where = geometry(native, size, fit);
        // Centres of pixels have half coordinates.
        EXPECT_NEAR(moments.m10 / moments.m00 + .5, where.offset_x + where.scale_x * (block.x + 6.0), .04);
        EXPECT_NEAR(moments.m01 / moments.m00 + .5, where.offset_y + where.scale_y * (block.y + 2.0), .04);
        const auto of_mask = cv::moments(cv::Mat_<float>(small_mask));
        EXPECT_NEAR(of_mask.m10 / of_mask.m00, moments.m10 / moments.m00, .6) << native << size;
        EXPECT_NEAR(of_mask.m01 / of_mask.m00, moments.m01 / moments.m00, .6) << native << size;
        if (fit != Fit::kStretch) {
          EXPECT_NEAR(where.scale_x / where.scale_y, 1, .06) << native << size;
        }
      }
}

TEST(Fit, WhichSizesChangeTheAspectRatio) {
  EXPECT_FALSE(changes_aspect({768, 576}, {64, 48}));
  EXPECT_FALSE(changes_aspect({768, 576}, {320, 241}));  // 0.4 %
  EXPECT_FALSE(changes_aspect({1280, 720}, {57, 32}));   // 56.9 would be right
  EXPECT_TRUE(changes_aspect({768, 576}, {64, 64}));
  EXPECT_TRUE(changes_aspect({768, 576}, {320, 250}));
}

TEST_F(Convert, AnotherAspectRatioIsNoted) {
  options_.size = ImageSize{32, 32};
  EXPECT_THAT(
      convert_source().faults.notes(),
      ElementsAre(HasSubstr("--size 32x32 has another aspect ratio than frames of 32x48 (3 videos)")));
  EXPECT_NE(pack().read_frames(0, 1)[0], pack().read_frames(0, 1)[31]);
  options_.fit = Fit::kPad;
  EXPECT_THAT(again().faults.notes(), IsEmpty());
  const auto frame = pack().read_frames(1, 1);  // 32x48 becomes 21x32, 5 black rows above, 6 below
  for (int x = 0; x < 32; ++x) {
    EXPECT_EQ(frame[static_cast<std::size_t>(4 * 32 + x)], 0);
    EXPECT_EQ(frame[static_cast<std::size_t>(26 * 32 + x)], 0);
  }
  EXPECT_GT(frame[5 * 32], 0);
  EXPECT_GT(frame[25 * 32], 0);
  const auto where = pack().index().videos[1].geometry;
  EXPECT_EQ(where.fit, "pad");
  EXPECT_EQ(where.offset_y, 5);
  EXPECT_EQ(where.scale_y, 21.0 / 32);
  EXPECT_EQ(where.scale_x, 32.0 / 48);
  options_.fit.reset();
  source_.dataset += "fit = crop\n";
  EXPECT_THAT(convert_source().faults.notes(), IsEmpty());
  EXPECT_EQ(pack().read_frames(0, 1)[0], 40);  // column 8 of the still: 5 * 8
  options_.size = ImageSize{16, 24};
  options_.fit.reset();
  EXPECT_THAT(again().faults.notes(), IsEmpty());
}

}  // namespace
}  // namespace sonosweep::data_tools
