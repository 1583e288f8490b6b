#include "tasks/pair_batches.h"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "tasks/pair_cover.h"

namespace sonosweep::tasks {
namespace {

using Rows = std::vector<std::size_t>;

// Either order with probability 1/2. a, b: positions in the batch; label: from a to b.
VideoPair drawn_order(std::size_t a, std::size_t b, SfChange label, Rng& rng) {
  return rng.chance(0.5) ? VideoPair{b, a, swapped(label)} : VideoPair{a, b, label};
}

// Batches in which every two videos of a patient meet: whole patients, as many as a batch holds. `rows`: of
// one zone, in random order, which decides the order of the patients.
std::vector<Rows> patient_batches(const std::vector<TaskVideo>& videos, const Rows& rows, std::size_t most) {
  std::vector<Rows> patients;
  std::map<std::string, std::size_t> places;
  for (const auto row : rows) {
    const auto [found, is_new] = places.emplace(videos[row].patient, patients.size());
    if (is_new) patients.emplace_back();
    patients[found->second].push_back(row);
  }
  std::vector<Rows> batches;
  Rows open;
  for (const auto& own : patients) {
    if (own.size() < 2) continue;  // no pair
    if (own.size() > most) {
      for (auto& batch : pair_cover(own, most)) batches.push_back(std::move(batch));
      continue;
    }
    if (open.size() + own.size() > most) batches.push_back(std::exchange(open, {}));
    open.insert(open.end(), own.begin(), own.end());
  }
  if (!open.empty()) batches.push_back(std::move(open));
  return batches;
}

// Serves the wanted pairs of `rows` that no batch before has served, and marks them in `served` [videos,
// videos].
PairBatch fresh_pairs(const std::vector<TaskVideo>& videos, const Rows& rows, TrainPairs wanted,
                      std::vector<bool>& served, Rng& rng) {
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
      if (served[entry] || !is_wanted(wanted, videos[rows[i]], videos[rows[j]])) continue;
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

std::vector<PairBatch> shared_pair_batches(const std::vector<TaskVideo>& videos, int batch_videos, Rng& rng,
                                           TrainPairs wanted) {
  if (batch_videos < 2) throw std::invalid_argument("shared_pair_batches: expected batch_videos >= 2");
  std::map<int, Rows> zones;
  for (std::size_t row = 0; row < videos.size(); ++row) zones[videos[row].zone].push_back(row);
  std::vector<Rows> batches;
  for (auto& [zone, rows] : zones) {
    rng.shuffle(rows);
    const auto most = static_cast<std::size_t>(batch_videos);
    for (auto& batch :
         wanted == TrainPairs::kOwnPatient ? patient_batches(videos, rows, most) : pair_cover(rows, most))
      batches.push_back(std::move(batch));
  }
  rng.shuffle(batches);
  std::vector<PairBatch> epoch;
  std::vector<bool> served(videos.size() * videos.size());
  for (const auto& rows : batches) {
    auto batch = fresh_pairs(videos, rows, wanted, served, rng);
    if (!batch.pairs.empty()) epoch.push_back(std::move(batch));
  }
  return epoch;
}

std::vector<PairBatch> plain_pair_batches(const std::vector<TaskVideo>& videos, int batch_pairs, Rng& rng,
                                          TrainPairs wanted) {
  if (batch_pairs < 1) throw std::invalid_argument("plain_pair_batches: expected batch_pairs >= 1");
  auto pairs = training_pairs(videos, wanted);
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
