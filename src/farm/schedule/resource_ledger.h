// What one worker has (slots, GPUs, their memory), and what of it is taken.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sonosweep::farm {

constexpr int kNoGpu = -1;

// What a run occupies while it runs.
struct Claim {
  int slots = 1;
  int gpus = 0;                 // 0 or 1
  std::uint64_t gpu_bytes = 0;  // the most memory that runs like this one have used on their GPU, 0 = unknown
  bool alone = true;            // with nobody else on its GPU
};

class ResourceLedger {
 public:
  // What a run may use beyond the most that runs like it have used so far.
  static constexpr double kHeadroom = 1.1;

  ResourceLedger() = default;
  // gpu_bytes[i]: memory of GPU i, 0 = unknown (no two runs share it). Throws Error for slots < 1.
  ResourceLedger(int slots, const std::vector<std::uint64_t>& gpu_bytes);

  // Which GPU it would get: of those it fits on the one with the fewest runs, then the first. kNoGpu if it
  // asks for none or there is none here; nothing if it does not fit now.
  std::optional<int> place(const Claim& claim) const;
  // Would fit on this GPU if nothing else ran.
  bool could_hold(const Claim& claim, int gpu) const;
  // Throws Error where that would take more than there is.
  void take(const Claim& claim, int gpu);
  void give_back(const Claim& claim, int gpu);

  // The GPU that may be empty soonest, judged by how many runs are on it; nothing if none could hold it.
  std::optional<int> quietest_gpu(const Claim& claim) const;
  // Until it is dropped with kNoGpu: only a run that is alone may start on this GPU.
  void reserve(int gpu) { reserved_ = gpu; }

  int slots() const { return slots_; }
  int busy_slots() const { return busy_; }
  bool has_gpus() const { return !gpus_.empty(); }
  int runs_on(int gpu) const { return gpus_.at(static_cast<std::size_t>(gpu)).runs; }

 private:
  struct Gpu {
    std::uint64_t bytes = 0;
    double taken = 0;  // bytes
    int runs = 0;
    bool alone = false;  // the run on it is
  };

  bool fits(const Claim& claim, int gpu) const;

  int slots_ = 0, busy_ = 0;
  std::vector<Gpu> gpus_;
  int reserved_ = kNoGpu;
};

}  // namespace sonosweep::farm
