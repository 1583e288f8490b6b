#include "farm/launch/in_process_transport.h"

#include <gtest/gtest.h>

namespace sonosweep::farm {
namespace {

TEST(InProcessTransport, DeliversInOrderAndToOneself) {
  InProcessHub hub(2);
  EXPECT_EQ(hub.at(1).rank(), 1);
  EXPECT_EQ(hub.at(1).size(), 2);
  EXPECT_FALSE(hub.at(0).receive());
  hub.at(1).send(0, "a");
  hub.at(0).send(0, "b");
  const auto first = hub.at(0).receive(), second = hub.at(0).receive();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->from, 1);
  EXPECT_EQ(first->text, "a");
  EXPECT_EQ(second->from, 0);
  EXPECT_EQ(second->text, "b");
  EXPECT_FALSE(hub.at(0).receive());
  EXPECT_FALSE(hub.at(1).receive());
}

}  // namespace
}  // namespace sonosweep::farm
