#include "tasks/clinical_videos.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "tasks/made_up_videos.h"

namespace sonosweep::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::made_up_video;
using testing::MadeUpIndex;

std::vector<std::string> ids(const TaskVideos& videos) {
  std::vector<std::string> out;
  for (const auto& video : videos.videos) out.push_back(video.id);
  return out;
}

MadeUpIndex small_cohort() {
  MadeUpIndex made;
  made.patient("p2", 0).patient("p1", 1).patient("p3", -1);
  made.video("a", "p2", 1, "R1")
      .video("b", "p1", 3, "L2")
      .video("c", "p1", 1, "R3")
      .video("d", "p1", 1, "L3");
  made.video("f", "p1", 1, "L3").video("e", "p1", 1, "L3").video("g", "p1", 1, "").video("h", "p2", -1, "R1");
  made.video("i", "p2", -1, "").video("j", "p3", 1, "R1");
  made.sf("p1", 1, 0.75).sf("p2", 1, 0.5);
  return made;
}

TEST(ClinicalVideos, ByPatientDayViewIdAndWhatIsMissingListed) {
  const auto videos = clinical_videos(small_cohort().index, {"p2", "p1"});
  // p1 day 1: L3 (d, e, f) before R3 (c); then day 3; then p2. p3 was not asked for.
  EXPECT_THAT(ids(videos), ElementsAre("d", "e", "f", "c", "b", "a"));
  EXPECT_THAT(videos.left_out, ElementsAre("g: no view", "h: no day", "i: no day, no view"));
}

TEST(ClinicalVideos, WhatIsKnownOfAVideo) {
  const auto videos = clinical_videos(small_cohort().index, {"p1"}).videos;
  const TaskVideo &c = videos.at(3), &b = videos.at(4);
  EXPECT_EQ(c.video, 2);  // row in the pack
  EXPECT_EQ(c.patient, "p1");
  EXPECT_EQ(c.day, 1);
  EXPECT_EQ(c.view, "R3");
  EXPECT_EQ(c.zone, 3);
  EXPECT_EQ(c.num_frames, 3);
  EXPECT_EQ(c.sf_ratio, 0.75);
  EXPECT_EQ(b.zone, 2);
  EXPECT_FALSE(b.sf_ratio.has_value());
}

TEST(ClinicalVideos, PatientTwiceUnknownOrNone) {
  const auto index = small_cohort().index;
  EXPECT_THAT(ids(clinical_videos(index, {"p2", "p2", "nobody"})), ElementsAre("a"));
  EXPECT_THAT(clinical_videos(index, {}).videos, IsEmpty());
  EXPECT_THAT(clinical_videos(index, {}).left_out, IsEmpty());
}

TEST(VideosWithSfRatio, DaysWithoutOneAreListed) {
  const auto videos = videos_with_sf_ratio(small_cohort().index, {"p1", "p2", "p3"});
  EXPECT_THAT(ids(videos), ElementsAre("d", "e", "f", "c", "a"));
  EXPECT_THAT(videos.left_out,
              ElementsAre("g: no view", "h: no day", "i: no day, no view", "b: p1 has no S/F ratio on day 3",
                          "j: p3 has no S/F ratio on day 1"));
}

TEST(VideosWithSfRatio, NoClinicalTable) {
  auto index = small_cohort().index;
  index.clinical.clear();
  EXPECT_THAT(videos_with_sf_ratio(index, {"p1"}).videos, IsEmpty());
  EXPECT_EQ(videos_with_sf_ratio(index, {"p1"}).left_out.size(),
            6U);  // g for its view, the other five for S/F
}

// A split whose test patient was smuggled into another side.
TEST(CheckNoSharedPatient, RefusesADoctoredSplit) {
  const auto of = [](const std::string& patient) { return made_up_video("v", patient, 1, "R1"); };
  EXPECT_NO_THROW(check_no_shared_patient({of("p1"), of("p1")}, {of("p2")}, {of("p3")}));
  EXPECT_NO_THROW(check_no_shared_patient({}, {}, {}));
  const auto fault = [&](const auto& train, const auto& validation, const auto& test) -> std::string {
    try {
      check_no_shared_patient(train, validation, test);
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  };
  using Videos = std::vector<TaskVideo>;
  EXPECT_THAT(fault(Videos{of("p1"), of("p3")}, Videos{of("p2")}, Videos{of("p3")}),
              AllOf(HasSubstr("patient 'p3'"), HasSubstr("test and in train")));
  EXPECT_THAT(fault(Videos{of("p1")}, Videos{of("p1")}, Videos{}), HasSubstr("train and in validation"));
  EXPECT_THAT(fault(Videos{of("p1")}, Videos{of("p5"), of("p4")}, Videos{of("p5"), of("p4")}),
              AllOf(HasSubstr("patient 'p4'"), HasSubstr("test and in validation")));
}

}  // namespace
}  // namespace sonosweep::tasks
