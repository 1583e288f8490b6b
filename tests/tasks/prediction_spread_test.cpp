#include "tasks/prediction_spread.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tasks/spread_json.h"

namespace sonosweep::tasks {
namespace {

SfRatioPrediction ratio(double target, double prediction) {
  return {"v", "p", 1, "R1", target, prediction};
}
SfChangePrediction change(double decrease, double same, double increase) {
  return {"a", "b", SfChange::kSame, {decrease, same, increase}};
}
ReadmissionPrediction view(const std::string& patient, double no, double yes) {
  return {patient, "R1", 0, no, yes};
}

// Targets 0, 1, 2 have SD 1.
std::vector<SfRatioPrediction> ratios(double a, double b, double c) {
  return {ratio(0, a), ratio(1, b), ratio(2, c)};
}

TEST(PredictionSpread, RatioOfStandardDeviations) {
  // Predictions 0.5, 0.6, 0.7: SD 0.1.
  const auto spread = spread_of(ratios(0.5, 0.6, 0.7));
  EXPECT_EQ(spread.rows, 3U);
  EXPECT_NEAR(spread.value, 0.1, 1e-12);
  EXPECT_FALSE(spread.constant);
  EXPECT_FALSE(spread.one_class);
}

TEST(PredictionSpread, ConstantBelowOnePercent) {
  EXPECT_TRUE(spread_of(ratios(0.5, 0.509, 0.518)).constant);   // SD 0.009
  EXPECT_FALSE(spread_of(ratios(0.5, 0.511, 0.522)).constant);  // SD 0.011
  const auto exact = spread_of(ratios(0.3, 0.3, 0.3));
  EXPECT_NEAR(exact.value, 0, 1e-12);
  EXPECT_TRUE(exact.constant);
}

TEST(PredictionSpread, EqualTargetsDefineNothing) {
  for (const double prediction : {0.1, 0.3}) {
    const auto spread = spread_of({ratio(0.6, 0.1), ratio(0.6, prediction), ratio(0.6 + 1e-8, 0.1)});
    EXPECT_TRUE(std::isnan(spread.value));
    EXPECT_FALSE(spread.is_defined());
    EXPECT_FALSE(spread.constant);
  }
}

TEST(PredictionSpread, FewerThanTwoSamplesDefineNothing) {
  for (const auto& spread : {spread_of(std::vector<SfRatioPrediction>()), spread_of({ratio(1, 1)}),
                             spread_of(std::vector<SfChangePrediction>()), spread_of({change(1, 0, 0)}),
                             spread_of(std::vector<ReadmissionPrediction>()), spread_of({view("p", 0, 1)})}) {
    EXPECT_LT(spread.rows, 2U);
    EXPECT_FALSE(spread.is_defined());
    EXPECT_FALSE(spread.constant);
    EXPECT_FALSE(spread.one_class);
  }
}

TEST(PredictionSpread, LargestRangeOfProbabilities) {
  // exp: 1, 1, 2 of 4 and 1, 2, 1 of 4: ranges 0, 0.25, 0.25; the answers are increase and same.
  const double ln2 = std::log(2.0);
  const auto spread = spread_of({change(0, 0, ln2), change(5, 5 + ln2, 5)});
  EXPECT_NEAR(spread.value, 0.25, 1e-12);
  EXPECT_FALSE(spread.constant);
  EXPECT_FALSE(spread.one_class);
}

TEST(PredictionSpread, LogitsThatMoveTogetherAreOneAnswer) {
  const auto spread = spread_of({change(0, 1, 2), change(1000, 1001, 1002), change(-1000, -999, -998)});
  EXPECT_NEAR(spread.value, 0, 1e-12);
  EXPECT_TRUE(spread.constant);
  EXPECT_FALSE(spread.one_class);  // constant says it already
}

TEST(PredictionSpread, OneClassIsNotConstant) {
  // exp: 3 of 5 and 8 of 10 for `increase`: range 0.2, one answer.
  const auto spread = spread_of({change(0, 0, std::log(3.0)), change(0, 0, std::log(8.0))});
  EXPECT_NEAR(spread.value, 0.2, 1e-12);
  EXPECT_FALSE(spread.constant);
  EXPECT_TRUE(spread.one_class);
}

// Both sides of even odds, and yet within 0.01: the answers differ, the network does not see.
TEST(PredictionSpread, AnswersThatDifferByAHairAreConstant) {
  // p(yes) = 1 / (1 + e^-0.01) = 0.5025 and 0.4975: range 0.005
  const auto spread = spread_of({view("p", 0, 0.01), view("q", 0.01, 0)});
  EXPECT_NEAR(spread.value, 0.005, 1e-6);
  EXPECT_TRUE(spread.constant);
  EXPECT_FALSE(spread.one_class);
}

TEST(PredictionSpread, VotesDecideWhetherReadmissionHasOneClass) {
  // p(yes): 0.75, 0.25, 0.75 of p and 0.75 of q: the views differ, both patients are voted yes.
  const double ln3 = std::log(3.0);
  const auto spread = spread_of({view("p", 0, ln3), view("p", ln3, 0), view("p", 0, ln3), view("q", 0, ln3)});
  EXPECT_NEAR(spread.value, 0.5, 1e-12);
  EXPECT_TRUE(spread.one_class);
  // r is voted no.
  EXPECT_FALSE(spread_of({view("p", 0, ln3), view("r", ln3, 0)}).one_class);
  // One patient is voted for once: nothing to differ from.
  EXPECT_FALSE(spread_of({view("p", 0, ln3), view("p", ln3, 0)}).one_class);
}

// Constant among the test samples alone, not on both sides together.
TEST(PredictionSpread, BothSidesTogetherDecide) {
  const std::vector<SfRatioPrediction> test = {ratio(0, 0.5), ratio(1, 0.5)},
                                       validation = {ratio(0, 0.5), ratio(2, 1.5)};
  const auto spread = network_spread(validation, test);
  EXPECT_TRUE(spread.test.constant);
  EXPECT_FALSE(spread.validation.constant);
  EXPECT_EQ(spread.all.rows, 4U);
  EXPECT_FALSE(spread.all.constant);
  // Targets 0, 2, 0, 1: mean 0.75, squares 0.5625 * 2 + 1.5625 + 0.0625 = 2.75. Predictions 0.5 three times,
  // 1.5: mean 0.75, squares 3 * 0.0625 + 0.5625 = 0.75.
  EXPECT_NEAR(spread.all.value, std::sqrt(0.75 / 2.75), 1e-12);
}

TEST(PredictionSpread, AsJsonAndBack) {
  const auto spread = network_spread(ratios(0.5, 0.5, 0.5), {ratio(1, 0.5)});
  const auto json = to_json(spread, kSdRatio);
  EXPECT_EQ(json.at("rows"), 4);
  EXPECT_TRUE(json.at("constant").get<bool>());
  EXPECT_TRUE(json.at("validation").at("constant").get<bool>());
  EXPECT_TRUE(json.at("test").at("sd_ratio").is_null());  // one sample
  const auto back = spread_from_json(json, kSdRatio);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->all.rows, 4U);
  EXPECT_EQ(back->all.value, spread.all.value);
  EXPECT_TRUE(back->all.constant);
  EXPECT_FALSE(back->test.is_defined());
  EXPECT_EQ(to_json(*back, kSdRatio), json);
}

TEST(PredictionSpread, NoJsonOfThisForm) {
  const auto json = to_json(network_spread(ratios(0.5, 0.6, 0.7), {ratio(1, 0.5)}), kSdRatio);
  EXPECT_FALSE(spread_from_json(json, kProbabilityRange).has_value());
  for (const char* name : {"rows", "sd_ratio", "constant", "one_class", "validation", "test"}) {
    auto less = json, other = json;
    less.erase(name);
    other[name] = "x";
    EXPECT_FALSE(spread_from_json(less, kSdRatio).has_value()) << name;
    EXPECT_FALSE(spread_from_json(other, kSdRatio).has_value()) << name;
  }
  EXPECT_FALSE(spread_from_json(nullptr, kSdRatio).has_value());
}

}  // namespace
}  // namespace sonosweep::tasks
