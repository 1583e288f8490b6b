#include "study/choice_axis.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "study/choice_grid.h"
#include "study/study_field.h"
#include "study/study_file.h"

namespace sonosweep::study {
namespace {

// What a row says is what the study file does: its key fills its list, which fills its part of a choice.
TEST(ChoiceAxis, a_row_is_true_of_key_list_and_choice) {
  const std::map<std::string, std::string> lists = {{"study.losses", "dice, bce"},
                                                    {"segmentation.weighting", "fixed:0.5, paper"},
                                                    {"segmentation.sub_threshold", "ignore, own"},
                                                    {"segmentation.encoder", "resnet50, resnet18"}};
  std::set<std::string> names;
  for (const auto& row : axis_rows()) {
    ASSERT_EQ(lists.count(row.key), 1U) << row.key;
    EXPECT_EQ(row.section() + "." + row.short_key(), row.key);
    EXPECT_TRUE(names.insert(row.name).second);
    EXPECT_EQ(axis_name(row.axis), std::string(row.name));
    Study study;
    for (const auto& field : all_fields())
      if (field.name() == row.key) field.set(study, lists.at(row.key));
    EXPECT_EQ(row.values(study), split_list(lists.at(row.key)));
    EXPECT_EQ(values_of(study, row.axis), row.values(study));
    EXPECT_EQ(swept_axes(study), std::vector<ChoiceAxis>{row.axis});
    SegmenterChoice choice;
    value_of(choice, row.axis) = "x";
    EXPECT_EQ(choice.*row.part, "x");
    for (const auto& other : axis_rows()) EXPECT_EQ(choice.*other.part == "x", other.axis == row.axis);
  }
  EXPECT_EQ(names.size(), lists.size());
}

}  // namespace
}  // namespace sonosweep::study
