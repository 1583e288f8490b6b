#include "train/label_counts.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace sonosweep::train {
namespace {

// Four images of 1 x 3 pixels, two classes; the first two are of one patient.
SegmentationSamples samples() {
  SegmentationSamples out;
  out.images = torch::zeros({4, 1, 1, 3}, torch::kByte);
  out.confidence =
      torch::tensor({0, 1, 5999, 0, 0, 0, 6000, 6001, 0, 0, 0, 0, 10000, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
                    torch::kShort)
          .view({4, 2, 1, 3});
  out.patients = {"a", "a", "b", "c"};
  return out;
}

using Counts = std::vector<std::int64_t>;

// A label is a confidence of 60 % or more: 6000, 6001 and 10000.
TEST(LabelCounts, OfAThreshold) {
  const auto counts = count_labels(samples(), 60);
  EXPECT_EQ(counts.pixels, (Counts{3, 0}));
  EXPECT_EQ(counts.patients_of_class, (Counts{2, 0}));
  EXPECT_EQ(counts.patients, 2);
  EXPECT_EQ(count_labels(samples(), 100).pixels, (Counts{1, 0}));
  EXPECT_EQ(count_labels(samples(), 59).pixels, (Counts{4, 0}));
}

// At 0 % every painted pixel is one: 1, 5999, 6000, 6001, 10000 and the 1 of the other class.
TEST(LabelCounts, OfAnyConfidence) {
  const auto counts = count_labels(samples(), 0);
  EXPECT_EQ(counts.pixels, (Counts{5, 1}));
  EXPECT_EQ(counts.patients_of_class, (Counts{2, 1}));
  EXPECT_EQ(counts.patients, 2);
}

TEST(LabelCounts, OfNoImages) {
  SegmentationSamples none;
  none.images = torch::zeros({0, 1, 1, 3}, torch::kByte);
  none.confidence = torch::zeros({0, 2, 1, 3}, torch::kShort);
  EXPECT_EQ(count_labels(none, 60).patients, 0);
  EXPECT_EQ(count_labels(none, 60).pixels, (Counts{0, 0}));
}

}  // namespace
}  // namespace sonosweep::train
