// Which GPUs this node has for us. CUDA itself is never asked: a rank must not open a GPU.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sonosweep::sweep {

struct Gpu {
  std::string uuid;                // what CUDA_VISIBLE_DEVICES takes: "GPU-..", "MIG-.."
  std::uint64_t memory_bytes = 0;  // 0: unknown
};

// SONOSWEEP_GPUS="UUID:BYTES,.." where it is set, "" = none. Else what nvidia-smi tells within 10 s (none if
// there is no such program or it fails), of that what CUDA_VISIBLE_DEVICES allows. Starts a process: call it
// before MPI. Throws UsageError: SONOSWEEP_GPUS is malformed.
std::vector<Gpu> find_gpus();

// Of `nvidia-smi --query-gpu=uuid,memory.total --format=csv,noheader,nounits`: lines "UUID, MIB". Others are
// skipped; a memory that is no number is unknown.
std::vector<Gpu> parse_nvidia_smi(std::string_view output);

// Those that CUDA_VISIBLE_DEVICES names, in its order: numbers as nvidia-smi counts, UUIDs or unique
// beginnings of them, MIG devices (their memory is unknown). As in CUDA, the first name that fits nothing
// ends the list. Nothing set: all.
std::vector<Gpu> visible_gpus(const std::vector<Gpu>& all, const std::optional<std::string>& cuda_visible);

// "UUID:BYTES,UUID:BYTES". Throws UsageError.
std::vector<Gpu> parse_gpu_list(std::string_view text);

// How much GPU memory this process holds, as nvidia-smi tells; 0 = unknown (no such program, or process
// numbers of a container). LibTorch gives back nothing that it once took, so at the end of a training that is
// the most it ever held. Starts a process.
std::uint64_t gpu_bytes_held(pid_t pid);

// Of `nvidia-smi --query-compute-apps=pid,used_memory --format=csv,noheader,nounits`: lines "PID, MIB". Summed
// over the GPUs that the process holds memory of.
std::uint64_t parse_compute_apps(std::string_view output, pid_t pid);

}  // namespace sonosweep::sweep
