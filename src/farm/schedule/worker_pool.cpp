#include "farm/schedule/worker_pool.h"

#include <algorithm>

namespace sonosweep::farm {

WorkerPool::Shape WorkerPool::add_shape(const Claim& claim) {
  shapes_.push_back({claim, {}, {}});
  for (const auto& worker : workers_) update(shapes_.back(), worker.first);
  return shapes_.size() - 1;
}

void WorkerPool::set_claim(Shape shape, const Claim& claim) {
  shapes_.at(shape).claim = claim;
  for (const auto& worker : workers_) update(shapes_[shape], worker.first);
}

void WorkerPool::join(int id, int slots, const std::vector<std::uint64_t>& gpu_bytes, int ahead) {
  leave(id);
  Worker worker;
  worker.ledger = ResourceLedger(slots, gpu_bytes);
  worker.ahead = ahead;
  workers_.emplace(id, std::move(worker));
  if (ahead > 0) ahead_.insert({0, id});
  const bool first_gpu = !gpu_bytes.empty() && !gpus_seen_;
  gpus_seen_ |= first_gpu;
  if (first_gpu) {
    update_all();
  } else {
    update(id);
  }
}

void WorkerPool::leave(int id) {
  const auto found = workers_.find(id);
  if (found == workers_.end()) return;
  if (reserved_ && reserved_->worker == id) reserved_.reset();
  if (last_reserved_ && last_reserved_->worker == id) last_reserved_.reset();
  ahead_.erase({found->second.queue.size(), id});
  for (auto& shape : shapes_) {
    const auto listed = shape.key_of.find(id);
    if (listed == shape.key_of.end()) continue;
    shape.fits.erase(listed->second);
    shape.key_of.erase(listed);
  }
  workers_.erase(found);
}

void WorkerPool::close(int id) {
  const auto found = workers_.find(id);
  if (found == workers_.end()) return;
  if (reserved_ && reserved_->worker == id) drop_reservation();
  if (last_reserved_ && last_reserved_->worker == id) last_reserved_.reset();
  Worker& worker = found->second;
  ahead_.erase({worker.queue.size(), id});
  worker.ahead = 0;
  worker.closed = true;
  update(id);
}

bool WorkerPool::is_closed(int id) const {
  const auto found = workers_.find(id);
  return found != workers_.end() && found->second.closed;
}

std::vector<std::size_t> WorkerPool::runs_of(int worker) const {
  std::vector<std::size_t> runs;
  const auto found = workers_.find(worker);
  if (found == workers_.end()) return runs;
  for (const auto& run : found->second.runs) runs.push_back(run.first);
  return runs;
}

std::vector<int> WorkerPool::busy_workers() const {
  std::vector<int> busy;
  for (const auto& [id, worker] : workers_)
    if (!worker.runs.empty()) busy.push_back(id);
  return busy;
}

std::optional<WorkerPool::Key> WorkerPool::key(const Worker& worker, int id, const Claim& claim) const {
  ++steps_;
  if (worker.closed || !worker.queue.empty()) return std::nullopt;
  if (needs_gpu(claim) && !worker.ledger.has_gpus()) return std::nullopt;
  const auto gpu = worker.ledger.place(claim);
  if (!gpu) return std::nullopt;
  const int spared = claim.gpus == 0 && worker.ledger.has_gpus() ? 1 : 0;
  const int beside = *gpu == kNoGpu ? 0 : worker.ledger.runs_on(*gpu);
  return Key{spared, beside, worker.ledger.busy_slots(), id};
}

void WorkerPool::update(ShapeIndex& shape, int id) {
  const auto now = key(workers_.at(id), id, shape.claim);
  const auto listed = shape.key_of.find(id);
  if (listed != shape.key_of.end()) {
    if (now && listed->second == *now) return;
    shape.fits.erase(listed->second);
    if (!now) {
      shape.key_of.erase(listed);
      return;
    }
    listed->second = *now;
  } else if (now) {
    shape.key_of.emplace(id, *now);
  }
  if (now) shape.fits.insert(*now);
}

void WorkerPool::update(int id) {
  for (auto& shape : shapes_) update(shape, id);
}

void WorkerPool::update_all() {
  for (const auto& worker : workers_) update(worker.first);
}

std::optional<Place> WorkerPool::find(Shape shape) const {
  const auto& index = shapes_.at(shape);
  if (index.fits.empty()) return std::nullopt;
  const int id = std::get<3>(*index.fits.begin());
  return Place{id, workers_.at(id).ledger.place(index.claim).value()};
}

void WorkerPool::take(std::size_t run, Shape shape, const Place& place) {
  Worker& worker = workers_.at(place.worker);
  const Claim& claim = shapes_.at(shape).claim;
  worker.ledger.take(claim, place.gpu);
  worker.runs[run] = {claim, place.gpu, false};
  if (last_reserved_ && last_reserved_->worker == place.worker && last_reserved_->gpu == place.gpu) {
    if (claim.alone) last_reserved_.reset();
    drop_reservation();
  }
  update(place.worker);
}

std::optional<int> WorkerPool::find_ahead(Shape shape) const {
  const Claim& claim = shapes_.at(shape).claim;
  if (ahead_.empty() || claim.slots != 1 || needs_gpu(claim)) return std::nullopt;
  return ahead_.begin()->second;
}

void WorkerPool::set_queue_length(int id, Worker& worker, std::size_t before) {
  ahead_.erase({before, id});
  if (worker.queue.size() < static_cast<std::size_t>(std::max(0, worker.ahead)))
    ahead_.insert({worker.queue.size(), id});
}

void WorkerPool::queue(std::size_t run, Shape shape, int id) {
  Worker& worker = workers_.at(id);
  worker.runs[run] = {shapes_.at(shape).claim, kNoGpu, true};
  worker.queue.push_back(run);
  set_queue_length(id, worker, worker.queue.size() - 1);
  update(id);
}

// As the worker does it by itself.
void WorkerPool::promote(Worker& worker) {
  while (!worker.queue.empty()) {
    Held& held = worker.runs.at(worker.queue.front());
    if (worker.ledger.busy_slots() + held.claim.slots > worker.ledger.slots()) return;
    worker.ledger.take(held.claim, kNoGpu);
    held.queued = false;
    worker.queue.pop_front();
  }
}

void WorkerPool::release(std::size_t run, int id) {
  Worker& worker = workers_.at(id);
  const auto found = worker.runs.find(run);
  const Held held = found->second;
  worker.runs.erase(found);
  const std::size_t before = worker.queue.size();
  if (held.queued) {
    worker.queue.erase(std::find(worker.queue.begin(), worker.queue.end(), run));
  } else {
    worker.ledger.give_back(held.claim, held.gpu);
  }
  promote(worker);
  set_queue_length(id, worker, before);
  update(id);
}

void WorkerPool::reserve_for(Shape shape) {
  const Claim& claim = shapes_.at(shape).claim;
  if (!needs_gpu(claim)) return;
  if (last_reserved_ && workers_.at(last_reserved_->worker).ledger.could_hold(claim, last_reserved_->gpu))
    return reserve(*last_reserved_);
  std::optional<Place> quietest;
  int fewest = 0;
  for (const auto& [id, worker] : workers_) {
    ++steps_;
    if (worker.closed) continue;
    const auto gpu = worker.ledger.quietest_gpu(claim);
    if (!gpu || (quietest && worker.ledger.runs_on(*gpu) >= fewest)) continue;
    quietest = Place{id, *gpu};
    fewest = worker.ledger.runs_on(*gpu);
  }
  if (quietest) reserve(*quietest);
}

void WorkerPool::reserve(const Place& place) {
  drop_reservation();
  reserved_ = last_reserved_ = place;
  workers_.at(place.worker).ledger.reserve(place.gpu);
  update(place.worker);
}

void WorkerPool::drop_reservation() {
  if (!reserved_) return;
  const int id = reserved_->worker;
  reserved_.reset();
  workers_.at(id).ledger.reserve(kNoGpu);
  update(id);
}

}  // namespace sonosweep::farm
