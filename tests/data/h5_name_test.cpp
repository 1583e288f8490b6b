#include "data/h5_name.h"

#include <gtest/gtest.h>

namespace sonosweep::data {
namespace {

TEST(H5Name, EscapesWhatHdf5TakesForAPath) {
  EXPECT_EQ(h5_name("age"), "age");
  EXPECT_EQ(h5_name("sex (m/f)"), "sex (m%2Ff)");
  EXPECT_EQ(h5_name("FiO2 %"), "FiO2 %25");
  EXPECT_EQ(h5_name("."), "%2E");
  EXPECT_EQ(h5_name("./a.b"), "%2E%2Fa.b");
}

TEST(H5Name, ComesBack) {
  for (const char* text :
       {"age", "größe", "a/b", "/", ".", "..", ".a", "a.", "100 %", "%2F", "%252F", "%", "%2"})
    EXPECT_EQ(text_of_h5_name(h5_name(text)), text);
}

// Written by another program.
TEST(H5Name, AnotherPercentSignStays) {
  EXPECT_EQ(text_of_h5_name("50%"), "50%");
  EXPECT_EQ(text_of_h5_name("%41"), "%41");
}

}  // namespace
}  // namespace sonosweep::data
