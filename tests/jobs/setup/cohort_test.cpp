#include "jobs/setup/cohort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "jobs/made_up_index.h"

namespace sonosweep::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

data::PackIndex index_with_columns() {
  auto index = testing::made_up_index(4);
  const char* const diagnoses[] = {"CHF", "COPD", "CHF", ""};
  for (std::size_t i = 0; i < 4; ++i)
    index.patients[i].columns = {{"diagnosis", diagnoses[i]}, {"note", "seen: twice"}};
  return index;
}

std::vector<std::string> ids(const std::string& cohort) {
  std::vector<std::string> out;
  for (const auto& patient : cohort_patients(index_with_columns(), cohort)) out.push_back(patient.id);
  return out;
}

std::string refusal(const data::PackIndex& index, const std::string& cohort) {
  try {
    cohort_patients(index, cohort);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Cohort, none_is_everybody) {
  EXPECT_THAT(ids(""), ElementsAre("p0", "p1", "p2", "p3"));
}

TEST(Cohort, takes_those_with_exactly_this_value) {
  EXPECT_THAT(ids("diagnosis:CHF"), ElementsAre("p0", "p2"));
  EXPECT_THAT(ids("note:seen: twice"), ElementsAre("p0", "p1", "p2", "p3"));  // the first colon parts
}

TEST(Cohort, an_unknown_column_is_answered_with_the_nearest) {
  EXPECT_THAT(refusal(index_with_columns(), "diagnosys:CHF"),
              HasSubstr("no column 'diagnosys'; did you mean 'diagnosis'?; there are diagnosis, note"));
  EXPECT_THAT(refusal(testing::made_up_index(4), "diagnosis:CHF"),
              HasSubstr("patients.csv had no further columns"));
}

TEST(Cohort, a_value_that_stands_nowhere_is_answered_with_those_that_do) {
  EXPECT_THAT(refusal(index_with_columns(), "diagnosis:chf"),
              HasSubstr("no patient has 'chf' there; column 'diagnosis' has '', 'CHF', 'COPD'"));
  auto index = testing::made_up_index(30);
  for (std::size_t i = 0; i < 30; ++i) index.patients[i].columns = {{"age", std::to_string(10 + i)}};
  EXPECT_THAT(refusal(index, "age:1"), HasSubstr("'29', .."));  // 20 of the 30
}

}  // namespace
}  // namespace sonosweep::jobs
