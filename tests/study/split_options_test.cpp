// Segmenters of folds, and test sets that rotate.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/error.h"
#include "study/split.h"

namespace sonosweep::study {
namespace {

using ::testing::HasSubstr;
using Ids = std::vector<std::string>;

// n patients, every fourth readmitted, all annotated.
std::vector<SplitPatient> patients(int n) {
  std::vector<SplitPatient> out;
  for (int i = 0; i < n; ++i) out.push_back({fmt::format("p{:02}", i), i % 4 == 0 ? 1 : 0, true});
  return out;
}

int readmitted(const Ids& ids, const std::vector<SplitPatient>& all) {
  return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const auto& patient) {
    return patient.readmitted_30d == 1 && std::count(ids.begin(), ids.end(), patient.id) != 0;
  }));
}

bool share_a_patient(const Ids& a, const Ids& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const auto& id) { return std::count(b.begin(), b.end(), id) != 0; });
}

SplitRequest with_fold_segmenters() {
  SplitRequest request;
  request.fold_segmenters = true;
  return request;
}

TEST(FoldSegmenters, never_see_their_fold_nor_the_test_set) {
  auto request = with_fold_segmenters();
  for (request.seed = 1; request.seed <= 20; ++request.seed) {
    const auto split = draw_split(patients(42), request);
    check_split(split);
    ASSERT_EQ(split.fold_segmenters.size(), 5U);
    for (int k = 0; k < 5; ++k) {
      const auto sides = segmenter_sides(split, k);
      const auto& fold = split.folds[static_cast<std::size_t>(k)];
      EXPECT_EQ(sides.validation.size(), 6U);
      EXPECT_EQ(sides.train.size() + sides.validation.size() + fold.size(), 38U);  // 42 less 4 that test
      EXPECT_EQ(sides.test, split.test);
      EXPECT_FALSE(share_a_patient(sides.train, fold) || share_a_patient(sides.validation, fold));
      EXPECT_FALSE(share_a_patient(sides.train, split.test) || share_a_patient(sides.validation, split.test));
      EXPECT_FALSE(share_a_patient(sides.train, sides.validation));
    }
  }
}

TEST(FoldSegmenters, change_nothing_else) {
  const auto with = draw_split(patients(42), with_fold_segmenters()), without = draw_split(patients(42), {});
  EXPECT_EQ(with.train, without.train);
  EXPECT_EQ(with.validation, without.validation);
  EXPECT_EQ(with.test, without.test);
  EXPECT_EQ(with.folds, without.folds);
  EXPECT_TRUE(without.fold_segmenters.empty());
}

TEST(FoldSegmenters, validate_on_half_where_patients_are_few) {
  auto request = with_fold_segmenters();
  request.test_patients = 2;
  request.validation_patients = 6;
  request.folds = 2;
  // 12 less 2: two folds of 5; outside each 5 < 2 x 6, so 2 of them validate and 3 train.
  const auto split = draw_split(patients(12), request);
  for (const auto& sides : split.fold_segmenters) {
    EXPECT_EQ(sides.validation.size(), 2U);
    EXPECT_EQ(sides.train.size(), 3U);
  }
}

TEST(FoldSegmenters, validate_on_as_many_as_are_named) {
  auto request = with_fold_segmenters();
  request.validation_ids = {"p01", "p02", "p03"};
  for (const auto& sides : draw_split(patients(42), request).fold_segmenters)
    EXPECT_EQ(sides.validation.size(), 3U);
}

TEST(FoldSegmenters, validate_on_annotated_patients_and_leave_some_to_train) {
  auto who = patients(30);
  for (std::size_t i = 0; i < who.size(); ++i) who[i].annotated = i % 3 == 0;  // 10
  auto request = with_fold_segmenters();
  request.test_patients = 1;
  request.folds = 3;
  const auto is_annotated = [&](const auto& id) {
    return std::any_of(who.begin(), who.end(), [&](const auto& p) { return p.id == id && p.annotated; });
  };
  for (const auto& sides : draw_split(who, request).fold_segmenters) {
    EXPECT_TRUE(std::all_of(sides.validation.begin(), sides.validation.end(), is_annotated));
    EXPECT_TRUE(std::any_of(sides.train.begin(), sides.train.end(), is_annotated));
  }
}

TEST(FoldSegmenters, a_fold_with_nobody_annotated_outside_is_refused) {
  auto who = patients(9);
  for (std::size_t i = 3; i < who.size(); ++i) who[i].annotated = false;  // p00, p01, p02 are left
  auto request = with_fold_segmenters();
  request.test_ids = {"p00"};
  request.validation_ids = {"p01"};
  request.folds = 2;
  try {
    draw_split(who, request);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("annotated patients outside that fold"));
  }
}

TEST(Rotations, everybody_tests_exactly_once_and_is_never_on_two_sides) {
  const auto all = patients(42);
  SplitRequest request;
  request.fold_segmenters = true;
  for (request.seed = 1; request.seed <= 20; ++request.seed) {
    const auto splits = draw_rotations(all, request);
    ASSERT_EQ(splits.size(), 6U);
    std::map<std::string, int> tested;
    for (const auto& split : splits) {
      check_split(split);
      EXPECT_EQ(split.test.size(), 7U);           // 42 over 6
      EXPECT_GE(readmitted(split.test, all), 1);  // 11 over 6
      EXPECT_LE(readmitted(split.test, all), 2);
      EXPECT_EQ(split.validation.size(), 6U);
      EXPECT_EQ(split.train.size(), 29U);
      ASSERT_EQ(split.folds.size(), 5U);
      ASSERT_EQ(split.fold_segmenters.size(), 5U);
      std::size_t folded = 0;
      for (const auto& fold : split.folds) folded += fold.size();
      EXPECT_EQ(folded, 35U);
      for (const auto& id : split.test) ++tested[id];
    }
    EXPECT_EQ(tested.size(), 42U);
    for (const auto& [id, times] : tested) EXPECT_EQ(times, 1) << id;
  }
}

TEST(Rotations, the_groups_that_do_not_test_are_the_folds) {
  SplitRequest request;
  request.folds = 2;
  request.validation_patients = 1;
  const auto splits = draw_rotations(patients(9), request);
  ASSERT_EQ(splits.size(), 3U);
  EXPECT_EQ(splits[0].folds, (std::vector<Ids>{splits[1].test, splits[2].test}));
  EXPECT_EQ(splits[1].folds, (std::vector<Ids>{splits[0].test, splits[2].test}));
  EXPECT_EQ(splits[2].folds, (std::vector<Ids>{splits[0].test, splits[1].test}));
}

TEST(Rotations, every_test_group_has_an_annotated_patient_if_they_reach) {
  auto who = patients(24);
  for (std::size_t i = 0; i < who.size(); ++i) who[i].annotated = i % 4 == 1;  // 6 for 6 groups
  SplitRequest request;
  request.validation_patients = 2;
  for (request.seed = 1; request.seed <= 20; ++request.seed)
    EXPECT_EQ(draw_rotations(who, request).size(), 6U);
  who[1].annotated = false;
  EXPECT_THROW(draw_rotations(who, request), UsageError);
}

TEST(Rotations, depend_on_the_seed_and_not_on_the_order) {
  auto reversed = patients(30);
  std::reverse(reversed.begin(), reversed.end());
  SplitRequest request;
  const auto a = draw_rotations(patients(30), request), b = draw_rotations(reversed, request);
  for (std::size_t o = 0; o < a.size(); ++o) {
    EXPECT_EQ(a[o].test, b[o].test);
    EXPECT_EQ(a[o].validation, b[o].validation);
  }
  request.seed = 2;
  EXPECT_NE(draw_rotations(patients(30), request)[0].test, a[0].test);
}

TEST(Rotations, refusals_say_what_is_wrong) {
  const auto refusal = [](int n, const SplitRequest& request) {
    try {
      draw_rotations(patients(n), request);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  SplitRequest request;
  EXPECT_THAT(refusal(5, request),
              HasSubstr("folds = 5 deals the patients into 6 groups, and there are only 5"));
  EXPECT_THAT(refusal(6, request), HasSubstr("validation_patients = 6: only 5 patients"));
  request.test_ids = {"p01"};
  EXPECT_THAT(refusal(42, request), HasSubstr("test_ids"));
}

}  // namespace
}  // namespace sonosweep::study
