#include "tasks/sf_change_pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "tasks/made_up_videos.h"

namespace sonosweep::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::made_up_video;
using testing::made_up_zones;

TEST(ClassifySfChange, AllOrders) {
  EXPECT_EQ(classify_sf_change(0.9, 0.5), SfChange::kDecrease);
  EXPECT_EQ(classify_sf_change(0.5, 0.9), SfChange::kIncrease);
  EXPECT_EQ(classify_sf_change(0.5, 0.5), SfChange::kSame);
  EXPECT_EQ(classify_sf_change(0.5, 0.5 + 0.9e-6), SfChange::kSame);
  EXPECT_EQ(classify_sf_change(0.5 + 0.9e-6, 0.5), SfChange::kSame);
  EXPECT_EQ(classify_sf_change(0.5, 0.5 + 1.1e-6), SfChange::kIncrease);
  EXPECT_EQ(classify_sf_change(0.5 + 1.1e-6, 0.5), SfChange::kDecrease);
}

TEST(ClassifySfChange, SwappingTheVideosSwapsTheLabel) {
  for (const double a : {0.2, 0.5, 0.5 + 0.9e-6, 0.5 + 1.1e-6, 0.9})
    for (const double b : {0.2, 0.5, 0.5 + 0.9e-6, 0.5 + 1.1e-6, 0.9})
      EXPECT_EQ(classify_sf_change(b, a), swapped(classify_sf_change(a, b))) << a << " " << b;
  EXPECT_EQ(swapped(SfChange::kDecrease), SfChange::kIncrease);
  EXPECT_EQ(swapped(SfChange::kSame), SfChange::kSame);
}

TEST(ClassifySfChange, Names) {
  EXPECT_STREQ(sf_change_name(SfChange::kDecrease), "decrease");
  EXPECT_STREQ(sf_change_name(SfChange::kSame), "same");
  EXPECT_STREQ(sf_change_name(SfChange::kIncrease), "increase");
}

TEST(TrainingPairs, AllOfAZoneAcrossPatientsAndDays) {
  // Zone 1: rows 0, 2, 4 -> 3 pairs; zone 2: rows 1, 3 -> 1 pair.
  const std::vector<TaskVideo> videos = {
      made_up_video("a", "p1", 1, "R1", 0.5), made_up_video("b", "p1", 1, "R2", 0.5),
      made_up_video("c", "p1", 2, "L1", 0.7), made_up_video("d", "p2", 1, "L2", 0.5),
      made_up_video("e", "p2", 1, "R1", 0.4)};
  const auto pairs = training_pairs(videos);
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  for (const auto& pair : pairs) rows.emplace_back(pair.first, pair.second);
  EXPECT_THAT(rows, ElementsAre(std::pair(0, 2), std::pair(0, 4), std::pair(1, 3), std::pair(2, 4)));
  EXPECT_EQ(pairs[0].label, SfChange::kIncrease);  // 0.5 -> 0.7
  EXPECT_EQ(pairs[1].label, SfChange::kDecrease);  // 0.5 -> 0.4
  EXPECT_EQ(pairs[2].label, SfChange::kSame);      // 0.5 -> 0.5
  EXPECT_THAT(count_classes(pairs), ElementsAre(2, 1, 1));
}

TEST(TrainingPairs, Counts) {
  for (const int n : {0, 1, 2, 3, 10})
    EXPECT_EQ(training_pairs(made_up_zones({n})).size(), static_cast<std::size_t>(n * (n - 1) / 2)) << n;
  // At the paper's size: 3 C(112, 2) = 3 * 112 * 111 / 2 = 18,648.
  const auto pairs = training_pairs(made_up_zones({112, 112, 112}));
  EXPECT_EQ(pairs.size(), 18'648U);
  const auto counts = count_classes(pairs);
  EXPECT_EQ(counts[0] + counts[1] + counts[2], 18'648U);
}

TEST(TrainingPairs, VideoWithoutSfRatioIsRefused) {
  EXPECT_THROW(training_pairs({made_up_video("a", "p", 1, "R1", 0.5), made_up_video("b", "p", 1, "R1")}),
               std::bad_optional_access);
}

TEST(TrainingPairs, OfOnePatientOrNotOfOneDay) {
  const std::vector<TaskVideo> videos = {
      made_up_video("a", "p", 1, "R1", 0.5), made_up_video("b", "p", 1, "L1", 0.5),
      made_up_video("c", "p", 2, "R1", 0.6), made_up_video("d", "q", 1, "R1", 0.7)};
  const auto rows = [&](TrainPairs wanted) {
    std::vector<std::string> out;
    for (const auto& pair : training_pairs(videos, wanted))
      out.push_back(videos[pair.first].id + videos[pair.second].id);
    return out;
  };
  EXPECT_THAT(rows(TrainPairs::kAll), ElementsAre("ab", "ac", "ad", "bc", "bd", "cd"));
  EXPECT_THAT(rows(TrainPairs::kOwnPatient), ElementsAre("ab", "ac", "bc"));
  EXPECT_THAT(rows(TrainPairs::kNotSameDay), ElementsAre("ac", "ad", "bc", "bd", "cd"));
}

// One patient's zone 1: on day 1 L1 (x1), R1 (b1, a2 by id), on day 3 R1.
std::vector<TaskVideo> one_zone() {
  return {made_up_video("d3", "p1", 3, "R1", 0.8), made_up_video("b1", "p1", 1, "R1", 0.5),
          made_up_video("x1", "p1", 1, "L1", 0.5), made_up_video("a2", "p1", 1, "R1", 0.5)};
}

std::vector<std::string> names(const std::vector<TaskVideo>& videos, const std::vector<VideoPair>& pairs) {
  std::vector<std::string> out;
  for (const auto& pair : pairs)
    out.push_back(videos[pair.first].id + ">" + videos[pair.second].id + " " + sf_change_name(pair.label));
  return out;
}

TEST(EvaluationPairs, ChronologicalSameDayByViewThenId) {
  // Order of the videos: x1 (L1), a2, b1 (R1), d3 (day 3).
  EXPECT_THAT(names(one_zone(), evaluation_pairs(one_zone(), false)),
              ElementsAre("x1>a2 same", "x1>b1 same", "x1>d3 increase", "a2>b1 same", "a2>d3 increase",
                          "b1>d3 increase"));
}

TEST(EvaluationPairs, BothWaysRound) {
  EXPECT_THAT(names(one_zone(), evaluation_pairs(one_zone(), true)),
              ElementsAre("x1>a2 same", "a2>x1 same", "x1>b1 same", "b1>x1 same", "x1>d3 increase",
                          "d3>x1 decrease", "a2>b1 same", "b1>a2 same", "a2>d3 increase", "d3>a2 decrease",
                          "b1>d3 increase", "d3>b1 decrease"));
}

TEST(EvaluationPairs, OrderOfTheListDoesNotMatter) {
  auto videos = one_zone();
  const auto expected = names(videos, evaluation_pairs(videos, false));
  std::reverse(videos.begin(), videos.end());
  EXPECT_EQ(names(videos, evaluation_pairs(videos, false)), expected);
}

TEST(EvaluationPairs, NeverAcrossPatientsOrZones) {
  std::vector<TaskVideo> videos;
  for (const char* patient : {"p2", "p1"})
    for (const char* view : {"R1", "R2", "L1", "R3", "L2"})
      for (const int day : {2, 1})
        videos.push_back(
            made_up_video(std::string(patient) + view + std::to_string(day), patient, day, view, 0.1 * day));
  const auto pairs = evaluation_pairs(videos, false);
  // Per patient: zone 1 has 4 videos -> 6 pairs, zone 2 the same, zone 3 two videos -> 1 pair; times 2
  // patients.
  EXPECT_EQ(pairs.size(), 2U * (6 + 6 + 1));
  for (const auto& pair : pairs) {
    EXPECT_EQ(videos[pair.first].patient, videos[pair.second].patient);
    EXPECT_EQ(videos[pair.first].zone, videos[pair.second].zone);
    EXPECT_LE(videos[pair.first].day, videos[pair.second].day);
  }
}

TEST(EvaluationPairs, NoPatientWithTwoVideosOfAZone) {
  EXPECT_THAT(evaluation_pairs(made_up_zones({5}), true), IsEmpty());
  EXPECT_THAT(evaluation_pairs(made_up_zones({5, 5, 5}), true), IsEmpty());
  EXPECT_THAT(evaluation_pairs({}, false), IsEmpty());
}

}  // namespace
}  // namespace sonosweep::tasks
