#include "farm/schedule/resource_ledger.h"

#include <algorithm>
#include <cstddef>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

double with_headroom(const Claim& claim) {
  return static_cast<double>(claim.gpu_bytes) * ResourceLedger::kHeadroom;
}

bool big_enough(std::uint64_t gpu_bytes, const Claim& claim) {
  return gpu_bytes == 0 || claim.gpu_bytes <= gpu_bytes;
}

}  // namespace

ResourceLedger::ResourceLedger(int slots, const std::vector<std::uint64_t>& gpu_bytes) : slots_(slots) {
  if (slots < 1) throw_error<Error>("a worker offers {} slots", slots);
  for (const auto bytes : gpu_bytes) gpus_.push_back({bytes});
}

bool ResourceLedger::fits(const Claim& claim, int gpu) const {
  const Gpu& there = gpus_[static_cast<std::size_t>(gpu)];
  if (!big_enough(there.bytes, claim)) return false;
  if (gpu == reserved_ && !claim.alone) return false;
  if (there.runs == 0) return true;
  return !claim.alone && !there.alone &&
         there.taken + with_headroom(claim) <= static_cast<double>(there.bytes);
}

std::optional<int> ResourceLedger::place(const Claim& claim) const {
  if (busy_ + claim.slots > slots_) return std::nullopt;
  if (claim.gpus == 0 || gpus_.empty()) return kNoGpu;
  std::optional<int> best;
  for (int gpu = 0; gpu < static_cast<int>(gpus_.size()); ++gpu)
    if (fits(claim, gpu) && (!best || runs_on(gpu) < runs_on(*best))) best = gpu;
  return best;
}

bool ResourceLedger::could_hold(const Claim& claim, int gpu) const {
  return claim.slots <= slots_ && big_enough(gpus_.at(static_cast<std::size_t>(gpu)).bytes, claim);
}

void ResourceLedger::take(const Claim& claim, int gpu) {
  if (busy_ + claim.slots > slots_ || (gpu != kNoGpu && !fits(claim, gpu)))
    throw_error<Error>("a run does not fit where it was placed");
  busy_ += claim.slots;
  if (gpu == kNoGpu) return;
  Gpu& there = gpus_[static_cast<std::size_t>(gpu)];
  there.taken += with_headroom(claim);
  ++there.runs;
  there.alone = claim.alone;
}

void ResourceLedger::give_back(const Claim& claim, int gpu) {
  busy_ -= claim.slots;
  if (gpu == kNoGpu) return;
  Gpu& there = gpus_[static_cast<std::size_t>(gpu)];
  // Sums of rounded numbers: an empty GPU is empty.
  there.taken = --there.runs == 0 ? 0 : there.taken - with_headroom(claim);
  there.alone = false;
}

std::optional<int> ResourceLedger::quietest_gpu(const Claim& claim) const {
  std::optional<int> best;
  for (int gpu = 0; gpu < static_cast<int>(gpus_.size()); ++gpu)
    if (could_hold(claim, gpu) && (!best || runs_on(gpu) < runs_on(*best))) best = gpu;
  return best;
}

}  // namespace sonosweep::farm
