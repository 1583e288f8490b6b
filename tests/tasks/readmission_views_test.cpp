#include "tasks/readmission_views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "tasks/made_up_videos.h"

namespace sonosweep::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeUpIndex;

// "p1 R1 0: a b > c": patient, view, label, videos of the first day, of the second.
std::vector<std::string> texts(const ReadmissionSamples& samples) {
  std::vector<std::string> out;
  for (const auto& view : samples.views) {
    std::string text = view.patient + " " + view.view + " " + std::to_string(view.label) + ":";
    for (const auto row : view.first_day) text += " " + samples.videos.at(row).id;
    text += " >";
    for (const auto row : view.second_day) text += " " + samples.videos.at(row).id;
    out.push_back(text);
  }
  return out;
}

// All six views of a patient on one day; ids "p1-1-R1".
void add_day(MadeUpIndex& made, const std::string& patient, int day) {
  for (const auto& view : data::known_views())
    made.video(patient + "-" + std::to_string(day) + "-" + view, patient, day, view);
}

TEST(ReadmissionSamples, SixViewsOfTwoDays) {
  MadeUpIndex made;
  made.patient("p1", 1);
  add_day(made, "p1", 4);
  add_day(made, "p1", 2);
  const auto samples = readmission_samples(made.index, {"p1"}, ReadmissionDays::kFirstTwo);
  EXPECT_THAT(texts(samples), ElementsAre("p1 L1 1: p1-2-L1 > p1-4-L1", "p1 L2 1: p1-2-L2 > p1-4-L2",
                                          "p1 L3 1: p1-2-L3 > p1-4-L3", "p1 R1 1: p1-2-R1 > p1-4-R1",
                                          "p1 R2 1: p1-2-R2 > p1-4-R2", "p1 R3 1: p1-2-R3 > p1-4-R3"));
  EXPECT_EQ(samples.videos.size(), 12U);
  EXPECT_THAT(samples.left_out, IsEmpty());
}

TEST(ReadmissionSamples, FirstTwoOrFirstAndLast) {
  MadeUpIndex made;
  made.patient("p1", 0);
  for (const int day : {1, 3, 9}) made.video("d" + std::to_string(day), "p1", day, "R2");
  EXPECT_THAT(texts(readmission_samples(made.index, {"p1"}, ReadmissionDays::kFirstTwo)),
              ElementsAre("p1 R2 0: d1 > d3"));
  const auto last = readmission_samples(made.index, {"p1"}, ReadmissionDays::kFirstLast);
  EXPECT_THAT(texts(last), ElementsAre("p1 R2 0: d1 > d9"));
  EXPECT_EQ(last.videos.size(), 2U);  // the middle day is not handed on
}

TEST(ReadmissionSamples, SeveralVideosOfAView) {
  MadeUpIndex made;
  made.patient("p1", 1).video("b", "p1", 1, "L1").video("a", "p1", 1, "L1").video("c", "p1", 2, "L1");
  EXPECT_THAT(texts(readmission_samples(made.index, {"p1"}, ReadmissionDays::kFirstTwo)),
              ElementsAre("p1 L1 1: a b > c"));
}

TEST(ReadmissionSamples, MissingViewsDoNotVoteAndAreListed) {
  MadeUpIndex made;
  made.patient("p1", 0);
  add_day(made, "p1", 1);
  made.video("x", "p1", 3, "R1").video("y", "p1", 3, "L2").video("z", "p1", 8, "L1");
  auto& videos = made.index.videos;
  videos.erase(videos.begin() + 4);  // L2 of day 1
  videos.erase(videos.begin() + 2);  // R3 of day 1
  const auto samples = readmission_samples(made.index, {"p1"}, ReadmissionDays::kFirstTwo);
  EXPECT_THAT(texts(samples), ElementsAre("p1 R1 0: p1-1-R1 > x"));
  EXPECT_THAT(samples.left_out,
              ElementsAre("p1 L1: no video on day 3", "p1 L2: no video on day 1", "p1 L3: no video on day 3",
                          "p1 R2: no video on day 3", "p1 R3: no video on days 1 and 3"));
}

TEST(ReadmissionSamples, PatientsLeftOut) {
  MadeUpIndex made;
  made.patient("ok", 1).patient("oneday", 1).patient("unknown", -1).patient("crossed", 0).patient("blind", 0);
  made.video("a1", "ok", 1, "R1").video("a2", "ok", 2, "R1");
  made.video("b1", "oneday", 1, "R1").video("b2", "oneday", 1, "R2").video("b3", "oneday", 2, "");
  made.video("c1", "unknown", 1, "R1").video("c2", "unknown", 2, "R1");
  made.video("d1", "crossed", 1, "R1").video("d2", "crossed", 2, "R2").video("d3", "crossed", 3, "R1");
  made.video("e1", "blind", -1, "R1").video("e2", "blind", 2, "");
  const auto samples = readmission_samples(made.index, {"unknown", "ok", "blind", "oneday", "crossed", "ok"},
                                           ReadmissionDays::kFirstTwo);
  EXPECT_THAT(
      samples.left_out,
      ElementsAre("b3: no view", "e1: no day", "e2: no view", "blind: no video with a day and a view",
                  "crossed: no view has videos on both day 1 and day 2", "ok L1: no video on days 1 and 2",
                  "ok L2: no video on days 1 and 2", "ok L3: no video on days 1 and 2",
                  "ok R2: no video on days 1 and 2", "ok R3: no video on days 1 and 2",
                  "oneday: one recorded day only", "unknown: outcome unknown"));
  EXPECT_THAT(texts(samples), ElementsAre("ok R1 1: a1 > a2"));
  EXPECT_EQ(samples.videos.size(), 2U);
  // R1 is complete on the first and the last day.
  const auto last = readmission_samples(made.index, {"crossed"}, ReadmissionDays::kFirstLast);
  EXPECT_THAT(texts(last), ElementsAre("crossed R1 0: d1 > d3"));
}

TEST(ReadmissionSamples, Nobody) {
  EXPECT_THAT(readmission_samples(MadeUpIndex().index, {}, ReadmissionDays::kFirstTwo).views, IsEmpty());
}

TEST(ParseReadmissionDays, NamesAndNonsense) {
  EXPECT_EQ(parse_readmission_days("first_two"), ReadmissionDays::kFirstTwo);
  EXPECT_EQ(parse_readmission_days("first_last"), ReadmissionDays::kFirstLast);
  try {
    parse_readmission_days("last_two");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("last_two"));
  }
}

}  // namespace
}  // namespace sonosweep::tasks
