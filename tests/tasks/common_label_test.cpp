#include "tasks/common_label.h"

#include <gtest/gtest.h>

namespace sonosweep::tasks {
namespace {

struct Sample {
  int label;
};

TEST(CommonLabel, is_what_all_samples_share) {
  EXPECT_EQ(common_label(std::vector<Sample>{{1}, {1}}), 1);
  EXPECT_EQ(common_label(std::vector<Sample>{{0}}), 0);
  EXPECT_EQ(common_label(std::vector<Sample>{{1}, {1}, {0}}), std::nullopt);
  EXPECT_EQ(common_label(std::vector<Sample>{}), std::nullopt);
}

}  // namespace
}  // namespace sonosweep::tasks
