#include "jobs/run/clip_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonosweep::jobs {
namespace {

using ::testing::ElementsAre;

// One video each of a (fold 0), b (fold 1), c (fold 2), t (test), and a second one of a.
data::PackIndex five_videos() {
  data::PackIndex index;
  for (const char* patient : {"a", "b", "c", "t", "a"}) {
    data::Video video;
    video.patient = patient;
    index.videos.push_back(video);
  }
  return index;
}

study::Split three_folds() {
  study::Split split;
  split.test = {"t"};
  split.folds = {{"a"}, {"b"}, {"c"}};
  return split;
}

TEST(CacheOfEachVideo, is_the_one_there_is) {
  EXPECT_THAT(cache_of_each_video(five_videos(), three_folds(), 1, 1, false), ElementsAre(0, 0, 0, 0, 0));
}

TEST(CacheOfEachVideo, is_that_of_the_runs_fold) {
  EXPECT_THAT(cache_of_each_video(five_videos(), three_folds(), 1, 3, false), ElementsAre(1, 1, 1, 1, 1));
}

// Segmenter j never saw the patients of fold j; the test patients, whom no segmenter saw, take the run's own.
TEST(CacheOfEachVideo, is_that_of_the_patients_fold_with_crossfit) {
  EXPECT_THAT(cache_of_each_video(five_videos(), three_folds(), 2, 3, true), ElementsAre(0, 1, 2, 2, 0));
}

}  // namespace
}  // namespace sonosweep::jobs
