// Who takes part in which training, and splits that must be refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "study/split.h"

namespace sonosweep::study {
namespace {

using ::testing::HasSubstr;
using Ids = std::vector<std::string>;

Split whole_split() {
  Split split;
  split.train = {"a", "c"};
  split.validation = {"b", "d"};
  split.test = {"t"};
  split.folds = {{"a", "b"}, {"c", "d"}};
  split.fold_segmenters = {{{"c"}, {"d"}, {}}, {{"a"}, {"b"}, {}}};
  return split;
}

std::string refusal(const Split& split) {
  try {
    check_split(split);
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(SplitSides, a_fold_validates_and_the_others_train) {
  auto split = whole_split();
  split.folds = {{"b"}, {"d"}, {"a", "c"}};
  const auto sides = task_sides(split, 1);
  EXPECT_EQ(sides.train, (Ids{"a", "b", "c"}));
  EXPECT_EQ(sides.validation, Ids{"d"});
  EXPECT_EQ(sides.test, Ids{"t"});
}

TEST(SplitSides, segmenters_have_the_splits_test_set) {
  const auto split = whole_split();
  const auto one = segmenter_sides(split, -1), of_fold = segmenter_sides(split, 1);
  EXPECT_EQ(one.train, (Ids{"a", "c"}));
  EXPECT_EQ(one.validation, (Ids{"b", "d"}));
  EXPECT_EQ(one.test, Ids{"t"});
  EXPECT_EQ(of_fold.train, Ids{"a"});
  EXPECT_EQ(of_fold.validation, Ids{"b"});
  EXPECT_EQ(of_fold.test, Ids{"t"});
}

TEST(SplitSides, folds_that_are_not_there_are_errors) {
  auto split = whole_split();
  EXPECT_THROW(task_sides(split, 2), Error);
  EXPECT_THROW(task_sides(split, -1), Error);
  EXPECT_THROW(segmenter_sides(split, 2), Error);
  split.fold_segmenters.clear();
  EXPECT_THROW(segmenter_sides(split, 0), Error);
}

TEST(SplitCheck, a_whole_split_passes) {
  EXPECT_EQ(refusal(whole_split()), "accepted");
  auto split = whole_split();
  split.fold_segmenters.clear();
  EXPECT_EQ(refusal(split), "accepted");
}

TEST(SplitCheck, a_patient_on_two_sides_is_named) {
  auto split = whole_split();
  split.train.push_back("t");
  EXPECT_THAT(refusal(split), HasSubstr("'t' stands in the test set and in training"));
  split = whole_split();
  split.validation.push_back("a");
  EXPECT_THAT(refusal(split), HasSubstr("'a' stands in training and in validation"));
  split = whole_split();
  split.validation.push_back("t");
  EXPECT_THAT(refusal(split), HasSubstr("'t'"));
  split = whole_split();
  split.train.push_back("a");
  EXPECT_THAT(refusal(split), HasSubstr("'a' stands in training twice"));
}

TEST(SplitCheck, a_patient_in_two_folds_or_in_fold_and_test_is_named) {
  auto split = whole_split();
  split.folds[1].push_back("a");
  EXPECT_THAT(refusal(split), HasSubstr("'a' stands in fold 0 and in fold 1"));
  split = whole_split();
  split.folds[1].push_back("t");
  EXPECT_THAT(refusal(split), HasSubstr("'t' stands in the test set and in fold 1"));
}

TEST(SplitCheck, a_fold_segmenter_that_sees_what_it_must_not_is_named) {
  auto split = whole_split();
  split.fold_segmenters[0].train.push_back("a");
  EXPECT_THAT(refusal(split), HasSubstr("'a' stands in fold 0 and in the training of fold 0's segmenter"));
  split = whole_split();
  split.fold_segmenters[1].validation.push_back("d");
  EXPECT_THAT(refusal(split), HasSubstr("'d' stands in fold 1 and in the validation of fold 1's segmenter"));
  split = whole_split();
  split.fold_segmenters[1].train.push_back("t");
  EXPECT_THAT(refusal(split),
              HasSubstr("'t' stands in the test set and in the training of fold 1's segmenter"));
  split = whole_split();
  split.fold_segmenters[1].train.push_back("b");
  EXPECT_THAT(refusal(split), HasSubstr("'b'"));
  split = whole_split();
  split.fold_segmenters.pop_back();
  EXPECT_THAT(refusal(split), HasSubstr("2 folds and 1 segmenters of folds"));
}

}  // namespace
}  // namespace sonosweep::study
