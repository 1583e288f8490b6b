#include "tasks/pair_cover.h"

#include <algorithm>
#include <stdexcept>

namespace sonosweep::tasks {
namespace {

using Items = std::vector<std::size_t>;

std::size_t divide_up(std::size_t a, std::size_t b) {
  return (a + b - 1) / b;
}

// least >= 2.
std::size_t next_prime(std::size_t least) {
  const auto is_prime = [](std::size_t n) {
    for (std::size_t d = 2; d * d <= n; ++d)
      if (n % d == 0) return false;
    return true;
  };
  while (!is_prime(least)) ++least;
  return least;
}

struct Design {
  std::size_t columns, cells;  // r, q
};

// n > k.
Design cheapest_design(std::size_t n, std::size_t k) {
  Design best{};
  std::size_t lowest = 0;
  for (std::size_t columns = 2; columns <= k; ++columns) {
    const std::size_t cell_size = k / columns;
    // n > k >= columns * cell_size: at least two cells.
    const std::size_t cells = next_prime(std::max(columns - 1, divide_up(n, columns * cell_size)));
    // Batches an item stands in; those of its column at the least there can be.
    const std::size_t batches = cells + divide_up(divide_up(n, columns) - 1, k - 1);
    if (best.cells == 0 || batches < lowest) {
      best = {columns, cells};
      lowest = batches;
    }
  }
  return best;
}

void append(Items& to, const Items& items) {
  to.insert(to.end(), items.begin(), items.end());
}

void cover(const Items& items, std::size_t k, std::vector<Items>& batches) {
  const std::size_t n = items.size();
  if (n < 2) return;
  if (n <= k) {
    batches.push_back(items);
    return;
  }
  if (n <= 3 * (k / 2)) {  // three parts, two at a time: two batches an item
    std::vector<Items> parts(3);
    for (std::size_t i = 0; i < n; ++i) parts[i % 3].push_back(items[i]);
    for (std::size_t p = 0; p < 3; ++p) {
      batches.push_back(parts[p]);
      append(batches.back(), parts[(p + 1) % 3]);
    }
    return;
  }
  const auto [r, q] = cheapest_design(n, k);
  std::vector<std::vector<Items>> columns(r, std::vector<Items>(q));
  for (std::size_t i = 0; i < n; ++i) columns[i % r][i / r % q].push_back(items[i]);
  for (std::size_t m = 0; m < q; ++m)
    for (std::size_t b = 0; b < q; ++b) {
      batches.emplace_back();
      for (std::size_t x = 0; x < r; ++x) append(batches.back(), columns[x][x == q ? m : (m * x + b) % q]);
    }
  for (const auto& column : columns) {
    Items own;
    for (const auto& cell : column) append(own, cell);
    cover(own, k, batches);
  }
}

}  // namespace

std::vector<Items> pair_cover(const Items& items, std::size_t k) {
  if (k < 2) throw std::invalid_argument("pair_cover: a batch must hold two items at least");
  std::vector<Items> batches;
  cover(items, k, batches);
  return batches;
}

}  // namespace sonosweep::tasks
