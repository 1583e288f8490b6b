#include "tasks/pair_batches.h"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

#include "tasks/pair_cover.h"

namespace sonosweep::tasks {
namespace {

using Rows = std::vector<std::size_t>;

// Either order with probability 1/2. a, b: positions in the batch; label: from a to b.
VideoPair drawn_order(std::size_t a, std::size_t b, SfChange label, Rng& rng) {
  return rng.chance(0.5) ? VideoPair{b, a, swapped(label)} : VideoPair{a, b, label};
}

// Serves the pairs of `rows` that no batch before has served, and marks them in `served` [videos, videos].
PairBatch fresh_pairs(const std::vector<TaskVideo>& videos, const Rows& rows, std::vector<bool>& served,
                      Rng& rng) {
  PairBatch batch;
  std::map<std::size_t, std::size_t> positions;  // row -> in the batch
  const auto position = [&](std::size_t row) {
    const auto [found, is_new] = positions.emplace(row, batch.videos.size());
    if (is_new) batch.videos.push_back(row);
    return found->second;
  };
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      const auto [low, high] = std::minmax(rows[i], rows[j]);
      const std::size_t entry = low * videos.size() + high;
      if (served[entry]) continue;
      served[entry] = true;
      const auto label =
          classify_sf_change(videos[rows[i]].sf_ratio.value(), videos[rows[j]].sf_ratio.value());
      const std::size_t a = position(rows[i]), b = position(rows[j]);
      batch.pairs.push_back(drawn_order(a, b, label, rng));
    }
  rng.shuffle(batch.pairs);
  return batch;
}

}  // namespace

std::vector<PairBatch> shared_pair_batches(const std::vector<TaskVideo>& videos, int batch_videos, Rng& rng) {
  if (batch_videos < 2) throw std::invalid_argument("shared_pair_batches: expected batch_videos >= 2");
  std::map<int, Rows> zones;
  for (std::size_t row = 0; row < videos.size(); ++row) zones[videos[row].zone].push_back(row);
  std::vector<Rows> batches;
  for (auto& [zone, rows] : zones) {
    rng.shuffle(rows);
    for (auto& batch : pair_cover(rows, static_cast<std::size_t>(batch_videos)))
      batches.push_back(std::move(batch));
  }
  rng.shuffle(batches);
  std::vector<PairBatch> epoch;
  std::vector<bool> served(videos.size() * videos.size());
  for (const auto& rows : batches) {
    auto batch = fresh_pairs(videos, rows, served, rng);
    if (!batch.pairs.empty()) epoch.push_back(std::move(batch));
  }
  return epoch;
}

std::vector<PairBatch> plain_pair_batches(const std::vector<TaskVideo>& videos, int batch_pairs, Rng& rng) {
  if (batch_pairs < 1) throw std::invalid_argument("plain_pair_batches: expected batch_pairs >= 1");
  auto pairs = training_pairs(videos);
  rng.shuffle(pairs);
  const std::size_t size = static_cast<std::size_t>(batch_pairs), count = (pairs.size() + size - 1) / size;
  std::vector<PairBatch> epoch(count);
  for (std::size_t k = 0; k < count; ++k)
    for (std::size_t p = pairs.size() * k / count; p < pairs.size() * (k + 1) / count; ++p) {
      auto& batch = epoch[k];
      const std::size_t position = batch.videos.size();
      batch.videos.insert(batch.videos.end(), {pairs[p].first, pairs[p].second});
      batch.pairs.push_back(drawn_order(position, position + 1, pairs[p].label, rng));
    }
  return epoch;
}

double passes_per_pair(const std::vector<PairBatch>& epoch) {
  std::size_t passes = 0, pairs = 0;
  for (const auto& batch : epoch) {
    passes += batch.videos.size();
    pairs += batch.pairs.size();
  }
  return pairs == 0 ? std::numeric_limits<double>::quiet_NaN()
                    : static_cast<double>(passes) / static_cast<double>(pairs);
}

}  // namespace sonosweep::tasks
