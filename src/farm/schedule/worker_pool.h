// All workers, and which of them can take which run: in logarithmic time, however many there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "farm/schedule/resource_ledger.h"

namespace sonosweep::farm {

struct Place {
  int worker = 0, gpu = kNoGpu;
};

class WorkerPool {
 public:
  // Runs of one shape claim the same, so what fits is kept per shape.
  using Shape = std::size_t;

  Shape add_shape(const Claim& claim);
  void set_claim(Shape shape, const Claim& claim);
  const Claim& claim(Shape shape) const { return shapes_.at(shape).claim; }

  // gpu_bytes as in ResourceLedger; `ahead`: how many runs it takes beyond those that fit. Throws Error for
  // slots < 1.
  void join(int worker, int slots, const std::vector<std::uint64_t>& gpu_bytes, int ahead);
  void leave(int worker);
  // Takes nothing more; what it has, it keeps until that is released.
  void close(int worker);
  bool is_closed(int worker) const;
  bool has(int worker) const { return workers_.count(worker) != 0; }
  // Runs placed or queued there, by number.
  std::vector<std::size_t> runs_of(int worker) const;
  // Workers with runs, by number.
  std::vector<int> busy_workers() const;

  // Where a run of this shape fits: the least busy place, GPUs spared where none is asked for. Runs that ask
  // for a GPU run without one only as long as no worker has ever had any.
  std::optional<Place> find(Shape shape) const;
  void take(std::size_t run, Shape shape, const Place& place);

  // A worker that may take a run ahead of need, the one with the fewest of them; nothing for a shape of
  // several slots or with a GPU.
  std::optional<int> find_ahead(Shape shape) const;
  // Runs in order as soon as slots are free there; nothing else is placed before.
  void queue(std::size_t run, Shape shape, int worker);

  void release(std::size_t run, int worker);

  // Keeps one GPU free of runs that share, so that a run which must be alone gets its turn. The same GPU
  // again after drop_reservation(), until it has been used.
  void reserve_for(Shape shape);
  void drop_reservation();

  // How many places were looked at so far, for tests: the work does not grow with the number of workers.
  std::int64_t steps() const { return steps_; }

 private:
  // (GPUs that would be idle, runs on the GPU it gets, busy slots, worker): the least is the best.
  using Key = std::tuple<int, int, int, int>;
  struct ShapeIndex {
    Claim claim;
    std::set<Key> fits;
    std::unordered_map<int, Key> key_of;  // of workers in `fits`
  };
  struct Held {
    Claim claim;
    int gpu = kNoGpu;
    bool queued = false;
  };
  struct Worker {
    ResourceLedger ledger;
    int ahead = 0;
    bool closed = false;
    std::map<std::size_t, Held> runs;
    std::deque<std::size_t> queue;
  };

  bool needs_gpu(const Claim& claim) const { return claim.gpus > 0 && gpus_seen_; }
  std::optional<Key> key(const Worker& worker, int id, const Claim& claim) const;
  void update(ShapeIndex& shape, int id);
  void update(int id);
  void update_all();
  void unlist(int id);
  void promote(Worker& worker);
  void reserve(const Place& place);
  void set_queue_length(int id, Worker& worker, std::size_t before);

  std::map<int, Worker> workers_;
  std::vector<ShapeIndex> shapes_;
  std::set<std::pair<std::size_t, int>> ahead_;  // (queued runs, worker) of workers that take more
  std::optional<Place> reserved_, last_reserved_;
  bool gpus_seen_ = false;
  mutable std::int64_t steps_ = 0;
};

}  // namespace sonosweep::farm
