#include "jobs/setup/batch_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "jobs/made_up_index.h"
#include "jobs/setup/study_setup.h"
#include "message_of.h"
#include "study/study_file.h"

namespace sonosweep::jobs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::made_up_index;
using ::testing::Not;

// Images of 32 x 32 pixels, one annotated a patient: so many train as patients are left.
study::Study study(const std::string& study_keys, const std::string& sections) {
  return study::parse_study("[study]\nfolds = 2\n" + study_keys + sections, "s.ini");
}

study::Study segmentation(int batch) {
  return study("tasks = segmentation\ntest_patients = 1\nvalidation_patients = 1\n",
               "[segmentation]\nbatch = " + std::to_string(batch) + "\n");
}

std::string refusal(const data::PackIndex& index, const study::Study& study) {
  return testing::message_of<UsageError>([&] { set_up_study(index, study); });
}

// 7 of 9 patients train: batches of 2, 2, 2 and 1.
TEST(BatchCheck, a_last_batch_of_one_small_image_is_refused) {
  EXPECT_THAT(refusal(made_up_index(9), segmentation(2)),
              AllOf(HasSubstr("segmentation.batch = 2: the segmenter has 7 training images"),
                    HasSubstr("32 x 32 pixels"), HasSubstr("choose segmentation.batch = 3")));
  EXPECT_THAT(refusal(made_up_index(8), segmentation(1)), HasSubstr("choose segmentation.batch = 2"));
}

// Batches are dealt evenly: 7 images in batches of 3 are 2, 2 and 3; 6 in batches of 2 leave none over.
TEST(BatchCheck, batches_of_two_and_larger_images_are_accepted) {
  EXPECT_NO_THROW(set_up_study(made_up_index(9), segmentation(3)));
  EXPECT_NO_THROW(set_up_study(made_up_index(9), segmentation(6)));
  EXPECT_NO_THROW(set_up_study(made_up_index(8), segmentation(2)));
  auto index = made_up_index(9);
  index.width = 33;  // the deepest feature map is 1 x 2
  EXPECT_NO_THROW(set_up_study(index, segmentation(2)));
  EXPECT_NO_THROW(set_up_study(index, segmentation(1)));
}

TEST(BatchCheck, several_annotators_of_one_frame_are_one_image) {
  auto index = made_up_index(9);
  auto more = index.annotations;
  for (auto& row : more) row.annotator = "second";
  index.annotations.insert(index.annotations.end(), more.begin(), more.end());
  EXPECT_THAT(refusal(index, segmentation(2)), HasSubstr("7 training images"));
  index.annotations.back().frame = 1;
  auto one = segmentation(2);
  one.fusion = "one:reader";
  EXPECT_THAT(refusal(index, one), HasSubstr("7 training images"));
}

TEST(BatchCheck, one_image_cannot_be_helped_by_a_batch) {
  EXPECT_THAT(refusal(made_up_index(3), segmentation(8)),
              AllOf(HasSubstr("one training image,"), HasSubstr("larger images"),
                    Not(HasSubstr("choose segmentation.batch"))));
}

// 2 of 12 patients test; of the other 10 fold k's segmenter has those of the other fold, 5, of which 1
// validates.
TEST(BatchCheck, the_segmenters_of_folds_have_fewer_images) {
  const auto keys = std::string("test_patients = 2\nvalidation_patients = 2\nsegmenter_per_fold = true\n");
  const auto index = made_up_index(12);
  EXPECT_NO_THROW(set_up_study(index, study(keys, "[segmentation]\nbatch = 8\n")));
  EXPECT_THAT(refusal(index, study(keys, "[segmentation]\nbatch = 2\n")),
              AllOf(HasSubstr("fold 0's segmenter has 3 training images"),
                    HasSubstr("choose segmentation.batch = 3")));
}

TEST(BatchCheck, the_segmenters_of_all_test_groups_are_looked_at) {
  // 11 patients in groups of 4, 4 and 3, each tests once; one of the others validates: 6, 6 or 7 train.
  const auto keys = std::string("outer_test = rotate\nvalidation_patients = 1\ntasks = segmentation\n");
  EXPECT_THAT(refusal(made_up_index(11), study(keys, "[segmentation]\nbatch = 2\n")),
              AllOf(HasSubstr("7 training images"), HasSubstr("where group")));
}

// Two videos a patient; fold k trains on 4 patients, 8 videos.
TEST(BatchCheck, a_clip_of_one_frame_alone_in_a_batch_is_refused) {
  const auto keys = std::string("test_patients = 2\nvalidation_patients = 2\n");
  EXPECT_THAT(refusal(made_up_index(10), study(keys, "[video]\nframes = 1\n[sf_ratio]\nbatch = 1\n")),
              AllOf(HasSubstr("sf_ratio.batch = 1: the network of fold 0 has 8 training videos"),
                    HasSubstr("choose sf_ratio.batch = 2"), HasSubstr("more video.frames")));
  EXPECT_NO_THROW(
      set_up_study(made_up_index(10), study(keys, "[video]\nframes = 2\n[sf_ratio]\nbatch = 1\n")));
  EXPECT_NO_THROW(
      set_up_study(made_up_index(10), study(keys, "[video]\nframes = 1\n[sf_ratio]\nbatch = 8\n")));
  EXPECT_NO_THROW(set_up_study(made_up_index(10),
                               study(keys, "[video]\nframes = 1\nsize = 33x32\n[sf_ratio]\nbatch = 1\n")));
}

}  // namespace
}  // namespace sonosweep::jobs
