#include "analysis/read/named_numbers.h"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

namespace sonosweep::analysis {
namespace {

TEST(NamedNumbers, LikeAMap) {
  const NamedNumbers numbers{{"iou", 0.5}, {"dice", 0.25}, {"iou", 7}};
  std::map<std::string, double> seen;
  std::string order;
  for (const auto& [name, value] : numbers) {
    seen[name] = value;
    order += name + " ";
  }
  EXPECT_EQ(seen, (std::map<std::string, double>{{"dice", 0.25}, {"iou", 0.5}}));
  EXPECT_EQ(order, "dice iou ");  // of equal names the first
  EXPECT_EQ(numbers.find("iou")->second, 0.5);
  EXPECT_EQ(numbers.at("dice"), 0.25);
  for (const char* none : {"", "d", "ece", "iou2"}) EXPECT_EQ(numbers.find(none), numbers.end()) << none;
  EXPECT_THROW((void)numbers.at("ece"), std::out_of_range);
  EXPECT_EQ(numbers, (NamedNumbers{{"iou", 0.5}, {"dice", 0.25}}));
  EXPECT_FALSE(numbers == (NamedNumbers{{"iou", 0.5}, {"dic", 0.25}}));
  EXPECT_TRUE(NamedNumbers().empty());
  EXPECT_EQ(NamedNumbers().find("iou"), NamedNumbers().end());
}

// Names that run together alike are other names: "ab" + "c", "a" + "bc".
TEST(NamedNumbers, NamesAreHeldOnce) {
  NameLists lists;
  const auto a = lists.numbers({{"b", 1}, {"a", 2}}), b = lists.numbers({{"a", 3}, {"b", 4}});
  EXPECT_EQ(a.names().get(), b.names().get());
  EXPECT_EQ(a.at("b"), 1);
  EXPECT_EQ(b.at("b"), 4);
  EXPECT_NE(lists.numbers({{"ab", 1}, {"c", 1}}).names().get(),
            lists.numbers({{"a", 1}, {"bc", 1}}).names().get());
}

}  // namespace
}  // namespace sonosweep::analysis
