// Batches of nearly equal size: a last batch of one would spoil batch statistics.
#pragma once

#include <cstddef>
#include <vector>

namespace sonosweep::train {

// `items`, in their order, in as few batches of at most `batch` as possible; sizes differ by one at most.
template <typename T>
std::vector<std::vector<T>> even_batches(const std::vector<T>& items, int batch) {
  const std::size_t n = items.size(), most = static_cast<std::size_t>(batch), count = (n + most - 1) / most;
  const auto at = [&](std::size_t k) { return items.begin() + static_cast<std::ptrdiff_t>(n * k / count); };
  std::vector<std::vector<T>> batches;
  for (std::size_t k = 0; k < count; ++k) batches.emplace_back(at(k), at(k + 1));
  return batches;
}

}  // namespace sonosweep::train
