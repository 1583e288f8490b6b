#include "study/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/error.h"

namespace sonosweep::study {
namespace {

using ::testing::HasSubstr;

// n patients, every fourth readmitted, all annotated.
std::vector<SplitPatient> patients(int n) {
  std::vector<SplitPatient> out;
  for (int i = 0; i < n; ++i) out.push_back({fmt::format("p{:02}", i), i % 4 == 0 ? 1 : 0, true});
  return out;
}

std::string refusal(std::vector<SplitPatient> who, const SplitRequest& request) {
  try {
    draw_split(std::move(who), request);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

int readmitted(const std::vector<std::string>& ids, const std::vector<SplitPatient>& all) {
  return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const auto& p) {
    return p.readmitted_30d == 1 && std::count(ids.begin(), ids.end(), p.id) != 0;
  }));
}

TEST(Split, everybody_is_on_one_side_and_in_one_fold_or_in_test) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SplitRequest request;
    request.seed = seed;
    const auto split = draw_split(patients(42), request);
    EXPECT_EQ(split.test.size(), 4U);
    EXPECT_EQ(split.validation.size(), 6U);
    EXPECT_EQ(split.train.size(), 32U);
    std::multiset<std::string> sides(split.train.begin(), split.train.end());
    sides.insert(split.validation.begin(), split.validation.end());
    sides.insert(split.test.begin(), split.test.end());
    EXPECT_EQ(std::set<std::string>(sides.begin(), sides.end()).size(), 42U);
    EXPECT_EQ(sides.size(), 42U);
    std::multiset<std::string> folded(split.test.begin(), split.test.end());
    for (const auto& fold : split.folds) folded.insert(fold.begin(), fold.end());
    EXPECT_EQ(folded, sides);
  }
}

TEST(Split, a_seeds_draw_never_changes) {
  // Results folders of earlier versions are continued with the same patients on the same sides.
  SplitRequest request;
  request.test_patients = 2;
  request.validation_patients = 3;
  request.folds = 3;
  const auto split = draw_split(patients(12), request);
  EXPECT_EQ(split.test, (std::vector<std::string>{"p00", "p01"}));
  EXPECT_EQ(split.validation, (std::vector<std::string>{"p02", "p05", "p08"}));
  EXPECT_EQ(split.train, (std::vector<std::string>{"p03", "p04", "p06", "p07", "p09", "p10", "p11"}));
  EXPECT_EQ(split.folds, (std::vector<std::vector<std::string>>{
                             {"p02", "p03", "p08", "p11"}, {"p04", "p06", "p09"}, {"p05", "p07", "p10"}}));
}

TEST(Split, test_and_folds_are_stratified_by_readmission) {
  const auto all = patients(40);  // 10 readmitted
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SplitRequest request;
    request.seed = seed;
    const auto split = draw_split(all, request);
    EXPECT_EQ(readmitted(split.test, all), 1);  // 4 of 40 with a quarter readmitted
    for (const auto& fold : split.folds) {
      EXPECT_GE(readmitted(fold, all), 1);  // 9 over 5 folds: 1 or 2
      EXPECT_LE(readmitted(fold, all), 2);
      EXPECT_GE(fold.size(), 7U);  // 36 over 5
      EXPECT_LE(fold.size(), 8U);
    }
  }
}

TEST(Split, depends_on_the_seed_and_not_on_the_order) {
  auto shuffled = patients(30);
  std::reverse(shuffled.begin(), shuffled.end());
  SplitRequest request;
  const auto a = draw_split(patients(30), request), b = draw_split(shuffled, request);
  EXPECT_EQ(a.test, b.test);
  EXPECT_EQ(a.folds, b.folds);
  request.seed = 2;
  EXPECT_NE(draw_split(patients(30), request).test, a.test);
}

TEST(Split, named_patients_stand_where_they_are_put) {
  SplitRequest request;
  request.test_ids = {"p03", "p01"};
  request.validation_ids = {"p00"};
  const auto split = draw_split(patients(8), request);
  EXPECT_EQ(split.test, (std::vector<std::string>{"p01", "p03"}));
  EXPECT_EQ(split.validation, std::vector<std::string>{"p00"});
  EXPECT_EQ(split.train.size(), 5U);
}

TEST(Split, refusals_say_what_is_wrong) {
  SplitRequest request;
  request.test_patients = 50;
  EXPECT_THAT(refusal(patients(42), request), HasSubstr("test_patients = 50: only 42 patients"));
  request.test_patients = 4;
  request.validation_patients = 38;
  EXPECT_THAT(refusal(patients(42), request), HasSubstr("validation_patients = 38: only 38"));
  request = {};
  request.test_ids = {"p01"};
  request.validation_ids = {"p01"};
  EXPECT_THAT(refusal(patients(8), request), HasSubstr("'p01' stands in test_ids and in validation_ids"));
  request.validation_ids = {"p0x"};
  EXPECT_THAT(refusal(patients(8), request), HasSubstr("'p0x' is not in the data; did you mean"));
  request.test_ids = {"p00;p01"};
  EXPECT_THAT(refusal(patients(8), request),
              HasSubstr("'p00;p01' is not in the data; several are separated by commas: p00,p01"));
  request.test_ids = {"p03"};
  request.validation_ids = {"p02", "p02"};
  EXPECT_THAT(refusal(patients(8), request), HasSubstr("twice"));
}

TEST(Split, fewer_patients_than_folds_matter_to_clinical_tasks_only) {
  SplitRequest request;
  request.test_patients = 2;
  request.validation_patients = 1;
  request.folds = 5;
  EXPECT_THAT(refusal(patients(6), request),
              HasSubstr("study.folds = 5: only 4 patients are not in the test set"));
  EXPECT_EQ(refusal(patients(7), request), "accepted");
  request.clinical = false;
  EXPECT_EQ(refusal(patients(6), request), "accepted");
}

TEST(Split, a_side_without_annotated_patients_is_refused_and_drawing_avoids_it) {
  auto who = patients(12);
  for (std::size_t i = 0; i < 9; ++i) who[i].annotated = false;  // three are left
  SplitRequest request;
  request.test_patients = 1;
  request.validation_patients = 1;
  request.folds = 2;
  for (request.seed = 1; request.seed <= 10; ++request.seed) EXPECT_EQ(refusal(who, request), "accepted");
  request.test_ids = {"p00"};
  EXPECT_THAT(refusal(who, request), HasSubstr("no test patient has an annotated frame"));
}

}  // namespace
}  // namespace sonosweep::study
