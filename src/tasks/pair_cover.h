// Batches of at most k of n items such that every two items meet in one of them, with few items in all.
//
// Up to k items: one batch. Otherwise the items are dealt into the cells of r columns of q cells, q prime, r
// <= q + 1 (a transversal design). For each m, b in Z_q the cells (m x + b) mod q of columns x = 0..q-1 and,
// if there are q + 1 columns, cell m of the last one make a batch. Two cells of different columns lie in
// exactly one of these q^2 batches, since a line over a field is given by two of its points. Items of one
// column have not met then (unless they share a cell), and are covered in the same way by themselves. An item
// stands in q batches and in those of its column. r is chosen to make that least; where n is large it is r =
// k, q = n / k, in all about n/k + n/k^2 + .. = n/(k-1) batches an item, the least there can be: a batch
// brings an item together with at most k - 1 of the n - 1 others.
#pragma once

#include <cstddef>
#include <vector>

namespace sonosweep::tasks {

// Items stand in a batch at most once. Fewer than two items: no batch. No randomness: shuffle the items
// before. k >= 2, otherwise throws std::invalid_argument.
std::vector<std::vector<std::size_t>> pair_cover(const std::vector<std::size_t>& items, std::size_t k);

}  // namespace sonosweep::tasks
