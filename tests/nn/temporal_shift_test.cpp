#include "nn/temporal_shift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>

#include "core/error.h"
#include "message_of.h"

namespace sonosweep::nn {
namespace {

torch::Tensor row(std::vector<double> values) {
  return torch::tensor(values, torch::kDouble);
}

// [T,C,1,1] of 100 t + c.
torch::Tensor numbered(int frames, int channels) {
  const auto t = torch::arange(frames, torch::kDouble).view({-1, 1, 1, 1});
  return 100 * t + torch::arange(channels, torch::kDouble).view({1, -1, 1, 1});
}

TEST(TemporalShift, bidirectional_by_hand) {
  // f = 8 / 8 = 1: channel 0 from the next frame, 1 from the previous.
  const auto y = temporal_shift(numbered(3, 8), 3, 8, ShiftKind::kBidirectional).flatten(1);
  EXPECT_TRUE(torch::equal(y[0], row({100, 0, 2, 3, 4, 5, 6, 7})));
  EXPECT_TRUE(torch::equal(y[1], row({200, 1, 102, 103, 104, 105, 106, 107})));
  EXPECT_TRUE(torch::equal(y[2], row({0, 101, 202, 203, 204, 205, 206, 207})));
}

TEST(TemporalShift, unidirectional_by_hand) {
  const auto y = temporal_shift(numbered(3, 8), 3, 8, ShiftKind::kUnidirectional).flatten(1);
  EXPECT_TRUE(torch::equal(y[0], row({0, 1, 2, 3, 4, 5, 6, 7})));
  EXPECT_TRUE(torch::equal(y[1], row({0, 101, 102, 103, 104, 105, 106, 107})));
  EXPECT_TRUE(torch::equal(y[2], row({100, 201, 202, 203, 204, 205, 206, 207})));
}

TEST(TemporalShift, off_changes_nothing) {
  const auto x = numbered(3, 8);
  EXPECT_TRUE(torch::equal(temporal_shift(x, 3, 8, ShiftKind::kOff), x));
}

TEST(TemporalShift, channels_not_divisible_round_down) {
  // 11 / 4 = 2: channels 0, 1 from the next frame, 2, 3 from the previous, 4..10 stay.
  const auto y = temporal_shift(numbered(2, 11), 2, 4, ShiftKind::kBidirectional).flatten(1);
  EXPECT_TRUE(torch::equal(y[0], row({100, 101, 0, 0, 4, 5, 6, 7, 8, 9, 10})));
  EXPECT_TRUE(torch::equal(y[1], row({0, 0, 2, 3, 104, 105, 106, 107, 108, 109, 110})));
  // Fewer channels than shift_div: f = 0, nothing moves.
  const auto x = numbered(2, 5);
  EXPECT_TRUE(torch::equal(temporal_shift(x, 2, 8, ShiftKind::kBidirectional), x));
}

TEST(TemporalShift, one_frame_has_no_neighbours) {
  const auto x = torch::ones({2, 16, 3, 3});
  const auto y = temporal_shift(x, 1, 8, ShiftKind::kBidirectional);
  EXPECT_TRUE(y.slice(1, 0, 4).eq(0).all().item<bool>());
  EXPECT_TRUE(y.slice(1, 4).eq(1).all().item<bool>());
}

TEST(TemporalShift, clips_do_not_leak_into_each_other) {
  const auto first = torch::rand({3, 16, 2, 2});
  const auto alone = temporal_shift(first, 3, 8, ShiftKind::kBidirectional);
  // Not even what is no number may come through.
  const auto second = torch::full({3, 16, 2, 2}, std::numeric_limits<float>::quiet_NaN());
  for (const bool in_front : {false, true}) {
    const auto both = in_front ? torch::cat({second, first}) : torch::cat({first, second});
    const auto y = temporal_shift(both, 3, 8, ShiftKind::kBidirectional);
    EXPECT_TRUE(torch::equal(y.slice(0, in_front ? 3 : 0, in_front ? 6 : 3), alone)) << in_front;
  }
}

TEST(TemporalShift, gradient_is_the_reverse_shift) {
  const auto x = torch::rand({8, 16, 2, 3}, torch::kDouble).requires_grad_();
  const auto weights = torch::rand({8, 16, 2, 3}, torch::kDouble);
  (temporal_shift(x, 4, 8, ShiftKind::kBidirectional) * weights).sum().backward();
  // What came from t + 1 goes back to it: the shift with its two parts exchanged.
  const auto exchanged = torch::cat({weights.slice(1, 2, 4), weights.slice(1, 0, 2), weights.slice(1, 4)}, 1);
  const auto back = temporal_shift(exchanged, 4, 8, ShiftKind::kBidirectional);
  const auto expected = torch::cat({back.slice(1, 2, 4), back.slice(1, 0, 2), back.slice(1, 4)}, 1);
  EXPECT_TRUE(torch::equal(x.grad(), expected));
}

TEST(TemporalShift, keeps_the_memory_order) {
  const auto x = torch::rand({4, 16, 3, 3});
  const auto last = x.contiguous(torch::MemoryFormat::ChannelsLast);
  for (const auto kind : {ShiftKind::kBidirectional, ShiftKind::kUnidirectional}) {
    const auto y = temporal_shift(last, 4, 8, kind);
    EXPECT_TRUE(y.is_contiguous(torch::MemoryFormat::ChannelsLast));
    EXPECT_TRUE(torch::equal(y, temporal_shift(x, 4, 8, kind)));
  }
}

TEST(TemporalShift, frames_must_fill_clips) {
  EXPECT_ANY_THROW(temporal_shift(torch::rand({7, 8, 1, 1}), 3, 8, ShiftKind::kBidirectional));
}

TEST(ParseShift, knows_its_names_and_the_nearest) {
  EXPECT_EQ(parse_shift("off"), ShiftKind::kOff);
  EXPECT_EQ(parse_shift("bidirectional"), ShiftKind::kBidirectional);
  EXPECT_EQ(parse_shift("unidirectional"), ShiftKind::kUnidirectional);
  EXPECT_THAT(testing::message_of<UsageError>([] { parse_shift("bidirectionl"); }),
              ::testing::HasSubstr("did you mean 'bidirectional'"));
}

}  // namespace
}  // namespace sonosweep::nn
