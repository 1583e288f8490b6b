#include "tasks/pair_batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "tasks/made_up_videos.h"

namespace sonosweep::tasks {
namespace {

using ::testing::IsEmpty;
using testing::made_up_zones;
using Rows = std::pair<std::size_t, std::size_t>;

// Pairs of an epoch as rows of the list, in drawn order.
std::vector<VideoPair> served(const std::vector<PairBatch>& epoch) {
  std::vector<VideoPair> pairs;
  for (const auto& batch : epoch)
    for (const auto& pair : batch.pairs)
      pairs.push_back({batch.videos.at(pair.first), batch.videos.at(pair.second), pair.label});
  return pairs;
}

// The pairs of training_pairs() and no others, each once, labelled in the order drawn.
void expect_every_pair_once(const std::vector<TaskVideo>& videos, const std::vector<PairBatch>& epoch,
                            TrainPairs which = TrainPairs::kAll) {
  std::set<Rows> wanted, found;
  for (const auto& pair : training_pairs(videos, which)) wanted.emplace(pair.first, pair.second);
  for (const auto& pair : served(epoch)) {
    EXPECT_TRUE(found.insert(std::minmax(pair.first, pair.second)).second) << "a pair stands twice";
    EXPECT_EQ(pair.label, classify_sf_change(*videos[pair.first].sf_ratio, *videos[pair.second].sf_ratio));
  }
  EXPECT_EQ(found, wanted);
}

void expect_well_formed(const std::vector<TaskVideo>& videos, const std::vector<PairBatch>& epoch,
                        std::size_t batch_videos) {
  for (const auto& batch : epoch) {
    ASSERT_FALSE(batch.pairs.empty());
    EXPECT_LE(batch.videos.size(), batch_videos);
    std::set<std::size_t> distinct(batch.videos.begin(), batch.videos.end()), used;
    EXPECT_EQ(distinct.size(), batch.videos.size()) << "a video is passed twice";
    for (const auto& pair : batch.pairs) used.insert({pair.first, pair.second});
    EXPECT_EQ(used.size(), batch.videos.size()) << "a video is passed for nothing";
    for (const auto row : batch.videos) EXPECT_EQ(videos[row].zone, videos[batch.videos[0]].zone);
  }
}

TEST(SharedPairBatches, EveryPairExactlyOnceWhateverTheSizes) {
  const std::vector<std::vector<int>> zones = {{},         {0},         {1},         {2},
                                               {1, 1, 1},  {3, 0, 2},   {7, 5, 4},   {16, 16, 1},
                                               {17, 9, 2}, {25, 24, 3}, {31, 1, 19}, {40, 41, 7}};
  for (const auto& sizes : zones)
    for (const int batch : {2, 3, 4, 5, 8, 16, 100})
      for (const std::uint64_t seed : {1, 2}) {
        SCOPED_TRACE(::testing::Message()
                     << ::testing::PrintToString(sizes) << " batch " << batch << " seed " << seed);
        const auto videos = made_up_zones(sizes);
        Rng rng(seed);
        const auto epoch = shared_pair_batches(videos, batch, rng);
        expect_every_pair_once(videos, epoch);
        expect_well_formed(videos, epoch, static_cast<std::size_t>(batch));
      }
}

TEST(SharedPairBatches, PaperScale) {
  const auto videos = made_up_zones({112, 112, 111});
  Rng rng(1);
  const auto epoch = shared_pair_batches(videos, 16, rng);
  expect_every_pair_once(videos, epoch);
  expect_well_formed(videos, epoch, 16);
  // 112 videos: 49 * 16 + 8 * 14 = 896 passes for 6216 pairs, 0.1441; the least there can be is 2 / 15 =
  // 0.1333.
  EXPECT_NEAR(passes_per_pair(epoch), 896.0 / 6216, 0.002);
}

TEST(SharedPairBatches, OneBatchWhereAZoneFits) {
  Rng rng(3);
  const auto epoch = shared_pair_batches(made_up_zones({6}), 6, rng);
  ASSERT_EQ(epoch.size(), 1U);
  EXPECT_EQ(epoch[0].videos.size(), 6U);
  EXPECT_EQ(epoch[0].pairs.size(), 15U);
  EXPECT_DOUBLE_EQ(passes_per_pair(epoch), 6.0 / 15);
}

TEST(SharedPairBatches, NearTheLeastPassesWhereThereAreManyVideos) {
  for (const int k : {4, 8, 16}) {
    Rng rng(4);
    const auto epoch = shared_pair_batches(made_up_zones({700}), k, rng);
    EXPECT_GE(passes_per_pair(epoch), 2.0 / (k - 1));
    EXPECT_LE(passes_per_pair(epoch), 1.15 * 2 / (k - 1)) << k;
  }
  // Two videos at a time: nothing to share.
  Rng rng(4);
  EXPECT_DOUBLE_EQ(passes_per_pair(shared_pair_batches(made_up_zones({50}), 2, rng)), 2);
}

TEST(SharedPairBatches, BothOrdersOccurAboutEquallyOften) {
  const auto videos = made_up_zones({60, 60, 60});
  Rng rng(5);
  // 3 * 60 * 59 / 2 = 5310 pairs: 2655 expected, standard deviation sqrt(5310 / 4) = 36; bound at 4 of them.
  const auto pairs = served(shared_pair_batches(videos, 16, rng));
  const auto upwards =
      std::count_if(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.first < pair.second; });
  EXPECT_NEAR(static_cast<double>(upwards), 2655, 4 * 36);
  const auto classes = count_classes(pairs);
  // Equally many decreases and increases, but for the draw; twice the distance of one of them from its mean.
  EXPECT_NEAR(static_cast<double>(classes[0]), static_cast<double>(classes[2]), 8 * 36);
}

TEST(SharedPairBatches, TheOrderIsRandomAndTheRandomNumbersDecideIt) {
  const auto videos = made_up_zones({30, 30});
  const auto order = [&](Rng& rng) {
    std::vector<Rows> pairs;
    for (const auto& pair : served(shared_pair_batches(videos, 8, rng)))
      pairs.emplace_back(pair.first, pair.second);
    return pairs;
  };
  Rng a(1), b(1), c(2);
  const auto first = order(a);
  EXPECT_EQ(first, order(b));
  EXPECT_NE(first, order(c));
  EXPECT_NE(first, order(a)) << "the next epoch";
}

TEST(SharedPairBatches, ZonesAreMixed) {
  const auto videos = made_up_zones({60, 60, 60});
  Rng rng(6);
  int changes = 0, last = 0;
  const auto epoch = shared_pair_batches(videos, 16, rng);
  for (const auto& batch : epoch) {
    const int zone = videos[batch.videos[0]].zone;
    if (zone != last) ++changes;
    last = zone;
  }
  // One zone after the other would be 3 changes; at random two in three batches differ from the one before.
  EXPECT_GT(changes, static_cast<int>(epoch.size()) / 2);
}

TEST(SharedPairBatches, AnyTwoVideosMayShareABatch) {
  // Over many epochs every pair shares its batch with pairs of every other video: groups are dealt anew.
  const auto videos = made_up_zones({20});
  Rng rng(7);
  std::set<std::vector<std::size_t>> triples;
  for (int epoch = 0; epoch < 200; ++epoch)
    for (const auto& batch : shared_pair_batches(videos, 6, rng)) {
      auto rows = batch.videos;
      std::sort(rows.begin(), rows.end());
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j)
          for (std::size_t k = j + 1; k < rows.size(); ++k) triples.insert({rows[i], rows[j], rows[k]});
    }
  EXPECT_EQ(triples.size(), 20U * 19 * 18 / 6);
}

TEST(SharedPairBatches, NothingToServe) {
  Rng rng(1);
  EXPECT_THAT(shared_pair_batches({}, 4, rng), IsEmpty());
  EXPECT_THAT(shared_pair_batches(made_up_zones({1, 1, 1}), 4, rng), IsEmpty());
  EXPECT_TRUE(std::isnan(passes_per_pair({})));
  EXPECT_THROW(shared_pair_batches({}, 1, rng), std::invalid_argument);
}

// Patients of 1 to 6 videos of each of two zones on up to three days.
std::vector<TaskVideo> some_patients() {
  std::vector<TaskVideo> videos;
  for (int patient = 0; patient < 12; ++patient)
    for (int k = 0; k <= patient % 6; ++k)
      for (const char* view : {"R1", "L2"})
        videos.push_back(testing::made_up_video("v" + std::to_string(videos.size()),
                                                "p" + std::to_string(patient), k % 3, view,
                                                0.1 * ((patient + k % 3) % 7)));
  return videos;
}

TEST(PairBatches, OnlyWantedPairsAndNoBatchWithoutOne) {
  const auto videos = some_patients();
  for (const auto which : {TrainPairs::kOwnPatient, TrainPairs::kNotSameDay})
    for (const int batch : {2, 4, 8, 100}) {
      SCOPED_TRACE(::testing::Message() << static_cast<int>(which) << " batch " << batch);
      Rng rng(1), again(1);
      const auto epoch = shared_pair_batches(videos, batch, rng, which);
      expect_every_pair_once(videos, epoch, which);
      expect_well_formed(videos, epoch, static_cast<std::size_t>(batch));
      const auto plain = plain_pair_batches(videos, batch, again, which);
      expect_every_pair_once(videos, plain, which);
      for (const auto& one : plain) EXPECT_FALSE(one.pairs.empty());
    }
}

// 2 + 3 + 4 + 5 + 6 videos twice over two zones, 80 passes; pairs 1 + 3 + 6 + 10 + 15 = 35 four times.
TEST(PairBatches, PairsOfAPatientShareABatch) {
  Rng rng(1);
  EXPECT_DOUBLE_EQ(passes_per_pair(shared_pair_batches(some_patients(), 8, rng, TrainPairs::kOwnPatient)),
                   80.0 / 140);
}

// What `all` gives does not depend on there being other rules: the batches of 0.1.0.
TEST(PairBatches, AllIsTheDefault) {
  const auto videos = some_patients();
  Rng a(3), b(3);
  EXPECT_EQ(served(shared_pair_batches(videos, 6, a)).size(), training_pairs(videos).size());
  const auto x = served(shared_pair_batches(videos, 6, a)), y = [&] {
    shared_pair_batches(videos, 6, b, TrainPairs::kAll);
    return served(shared_pair_batches(videos, 6, b, TrainPairs::kAll));
  }();
  ASSERT_EQ(x.size(), y.size());
  for (std::size_t k = 0; k < x.size(); ++k)
    EXPECT_TRUE(x[k].first == y[k].first && x[k].second == y[k].second && x[k].label == y[k].label);
}

TEST(PlainPairBatches, EveryPairOnceTwoPassesEach) {
  for (const int batch : {1, 2, 7, 16, 1000})
    for (const std::uint64_t seed : {1, 2}) {
      SCOPED_TRACE(::testing::Message() << batch << " seed " << seed);
      const auto videos = made_up_zones({9, 8, 1});
      Rng rng(seed);
      const auto epoch = plain_pair_batches(videos, batch, rng);
      expect_every_pair_once(videos, epoch);
      EXPECT_DOUBLE_EQ(passes_per_pair(epoch), 2);
    }
}

TEST(PlainPairBatches, SizesDifferByOneAtMost) {
  // 45 pairs in batches of at most 8: 6 batches, 45 = 3 * 8 + 3 * 7.
  Rng rng(1);
  std::map<std::size_t, int> sizes;
  for (const auto& batch : plain_pair_batches(made_up_zones({10}), 8, rng)) ++sizes[batch.pairs.size()];
  EXPECT_EQ(sizes, (std::map<std::size_t, int>{{7, 3}, {8, 3}}));
}

TEST(PlainPairBatches, OrderFromTheRandomNumbers) {
  const auto videos = made_up_zones({30});
  const auto epoch = [&](std::uint64_t seed) {
    Rng rng(seed);
    return served(plain_pair_batches(videos, 8, rng));
  };
  // Which pairs they are, whichever way round.
  const auto rows = [](const std::vector<VideoPair>& pairs) {
    std::vector<Rows> out;
    for (const auto& pair : pairs) out.emplace_back(std::minmax(pair.first, pair.second));
    return out;
  };
  EXPECT_EQ(rows(epoch(1)), rows(epoch(1)));
  EXPECT_NE(rows(epoch(1)), rows(epoch(2)));
  // 435 pairs: 217.5 expected either way round, standard deviation 10.4; bound at 4 of them.
  const auto pairs = epoch(1);
  const auto upwards =
      std::count_if(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.first < pair.second; });
  EXPECT_NEAR(static_cast<double>(upwards), 217.5, 42);
}

TEST(PlainPairBatches, NothingToServe) {
  Rng rng(1);
  EXPECT_THAT(plain_pair_batches(made_up_zones({1, 1}), 4, rng), IsEmpty());
  EXPECT_THROW(plain_pair_batches({}, 0, rng), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::tasks
