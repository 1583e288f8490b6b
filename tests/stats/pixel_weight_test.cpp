#include "stats/pixel_weight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "data/basis_points.h"

namespace sonosweep::stats {
namespace {

using ::testing::HasSubstr;

void expect_target(const WeightRule& rule, int basis_points, int threshold, int label, double weight) {
  const auto target = rule.target(basis_points, threshold);
  EXPECT_EQ(target.label, label) << "bp " << basis_points << ", t " << threshold;
  EXPECT_DOUBLE_EQ(target.weight, weight) << "bp " << basis_points << ", t " << threshold;
}

TEST(PixelWeight, PaperAtSixtyPercent) {
  const WeightRule rule;
  expect_target(rule, 6000, 60, 1, 0.6);  // exactly t: label, weighs its confidence
  expect_target(rule, 10000, 60, 1, 1.0);
  expect_target(rule, 5999, 60, 0, 0.6);  // below t: background, t/100 = 0.6
  expect_target(rule, 0, 60, 0, 0.6);
}

TEST(PixelWeight, PaperAtTheEndsWeighsBackground08) {
  const WeightRule rule;
  expect_target(rule, 0, 0, 0, 0.8);
  expect_target(rule, 1, 0, 1, 0.0001);  // "no threshold": anything painted is label
  expect_target(rule, 9999, 100, 0, 0.8);
  expect_target(rule, 10000, 100, 1, 1.0);
  EXPECT_DOUBLE_EQ(rule.background_weight(20), 0.2);
  EXPECT_DOUBLE_EQ(rule.background_weight(99), 0.99);
}

TEST(PixelWeight, FixedWeighsBackgroundOnly) {
  const auto rule = WeightRule::parse("fixed:0.3", "background");
  expect_target(rule, 8000, 50, 1, 0.8);
  expect_target(rule, 4000, 50, 0, 0.3);
  expect_target(rule, 0, 50, 0, 0.3);
  EXPECT_DOUBLE_EQ(rule.background_weight(0), 0.3);
  EXPECT_DOUBLE_EQ(rule.background_weight(100), 0.3);
}

TEST(PixelWeight, NoneWeighsOneEverywhere) {
  const auto rule = WeightRule::parse("none", "own");
  expect_target(rule, 8000, 50, 1, 1);
  expect_target(rule, 4000, 50, 0, 1);
  expect_target(rule, 0, 50, 0, 1);
}

TEST(PixelWeight, SubThresholdReadings) {
  expect_target(WeightRule::parse("paper", "background"), 4000, 60, 0, 0.6);
  expect_target(WeightRule::parse("paper", "own"), 4000, 60, 0, 0.4);
  expect_target(WeightRule::parse("fixed:0.7", "own"), 4000, 60, 0, 0.4);
  for (const char* weighting : {"paper", "fixed:0.7", "none"}) {
    const auto ignore = WeightRule::parse(weighting, "ignore");
    expect_target(ignore, 4000, 60, 0, 0);
    expect_target(ignore, 0, 60, 0, ignore.background_weight(60));  // never painted: not ignored
  }
}

TEST(PixelWeight, LabelsAreThoseOfTheData) {
  const WeightRule rule;
  for (int t = 0; t <= 100; ++t)
    for (int bp = 0; bp <= data::kFullConfidence; bp += 7)
      ASSERT_EQ(rule.target(bp, t).label == 1, data::is_label(bp, t)) << "bp " << bp << ", t " << t;
}

std::string parse_message(const std::string& weighting, const std::string& sub_threshold) {
  try {
    WeightRule::parse(weighting, sub_threshold);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(PixelWeight, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(parse_message("papr", "background"), HasSubstr("weighting = papr"));
  EXPECT_THAT(parse_message("papr", "background"), HasSubstr("did you mean 'paper'?"));
  for (const char* text : {"fixed:", "fixed:x", "fixed:-1", "fixed:nan", "fixed:inf", "fixed:0.5x"})
    EXPECT_THAT(parse_message(text, "background"), HasSubstr("number >= 0")) << text;
  EXPECT_THAT(parse_message("paper", "ignor"), HasSubstr("did you mean 'ignore'?"));
}

}  // namespace
}  // namespace sonosweep::stats
