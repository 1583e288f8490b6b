// Runs that could start, the most urgent first, apart by shape (worker_pool.h).
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace sonosweep::farm {

class ReadyQueue {
 public:
  explicit ReadyQueue(std::size_t runs) : places_(runs) {}

  // The lowest key comes first, of equal ones the lowest run. A run that is in already moves.
  void insert(std::size_t run, std::size_t shape, double key);
  void erase(std::size_t run);
  bool contains(std::size_t run) const { return places_[run].in; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // The first run of all shapes for which `shut` is false (shapes beyond its end are open).
  std::optional<std::size_t> first(const std::vector<bool>& shut) const;
  std::size_t shape_of(std::size_t run) const { return places_[run].shape; }
  // By shape and key.
  std::vector<std::size_t> runs() const;

 private:
  struct Position {
    bool in = false;
    std::size_t shape = 0;
    double key = 0;
  };

  std::vector<Position> places_;                                  // by run
  std::vector<std::set<std::pair<double, std::size_t>>> queues_;  // by shape: (key, run)
  std::size_t size_ = 0;
};

}  // namespace sonosweep::farm
