// Which training samples the statistics of batch normalisation are taken from (analysis/METHOD.md section 8).
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/rng.h"
#include "train/even_batches.h"

namespace sonosweep::train {

// At most `samples` of the rows 0..count-1, shuffled, in batches of at most `batch`; the same for the same
// state of `rng`. A batch of one is dropped beside larger ones: every batch is one weight.
inline std::vector<std::vector<std::size_t>> statistics_batches(std::size_t count, int samples, int batch,
                                                                Rng rng) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  rng.shuffle(rows);
  rows.resize(std::min(rows.size(), static_cast<std::size_t>(samples)));
  auto batches = even_batches(rows, batch);
  const auto is_one = [](const auto& rows_of_batch) { return rows_of_batch.size() == 1; };
  if (!std::all_of(batches.begin(), batches.end(), is_one))
    batches.erase(std::remove_if(batches.begin(), batches.end(), is_one), batches.end());
  return batches;
}

inline std::size_t count_samples(const std::vector<std::vector<std::size_t>>& batches) {
  std::size_t count = 0;
  for (const auto& batch : batches) count += batch.size();
  return count;
}

}  // namespace sonosweep::train
