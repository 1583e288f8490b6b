// Which GPUs this node has for us. CUDA itself is never asked: a rank must not open a GPU.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sonosweep::farm {

struct Gpu {
  std::string uuid;                // what CUDA_VISIBLE_DEVICES takes: "GPU-..", "MIG-.."
  std::uint64_t memory_bytes = 0;  // 0: unknown
};

// SONOSWEEP_GPUS="UUID:BYTES,.." where it is set, "" = none. Else what nvidia-smi tells within 10 s (none if
// there is no such program or it fails), of that what CUDA_VISIBLE_DEVICES allows. Of a GPU that is cut into
// MIG slices each slice counts. Starts a process: call it before MPI. Throws UsageError: SONOSWEEP_GPUS is
// malformed, or as visible_gpus().
std::vector<Gpu> find_gpus();

// Of `nvidia-smi --query-gpu=uuid,memory.total --format=csv,noheader,nounits`: lines "UUID, MIB". Others are
// skipped; a memory that is no number is unknown.
std::vector<Gpu> parse_nvidia_smi(std::string_view output);

// UUID of a GPU -> those of the MIG slices into which it is cut.
using MigSlices = std::map<std::string, std::vector<std::string>>;
// Of `nvidia-smi -L`: "GPU 0: .. (UUID: GPU-..)", and below it "  MIG 3g.20gb Device 0: (UUID: MIG-..)".
MigSlices parse_mig_slices(std::string_view output);

// Those that CUDA_VISIBLE_DEVICES names, in its order: numbers as nvidia-smi counts, UUIDs or unique
// beginnings of them, MIG devices (their memory is unknown). As in CUDA, the first name that fits nothing
// ends the list. Nothing set: all. A GPU that is cut stands for all its slices. Throws UsageError: a number,
// where there are slices and more than one device, since CUDA and nvidia-smi count those differently.
std::vector<Gpu> visible_gpus(const std::vector<Gpu>& all, const std::optional<std::string>& cuda_visible,
                              const MigSlices& slices = {});

// "UUID:BYTES,UUID:BYTES". Throws UsageError.
std::vector<Gpu> parse_gpu_list(std::string_view text);

// How much GPU memory this process holds, as nvidia-smi tells; 0 = unknown (no such program, or process
// numbers of a container). LibTorch gives back nothing that it once took, so at the end of a training that is
// the most it ever held. Starts a process.
std::uint64_t gpu_bytes_held(pid_t pid);

// Of `nvidia-smi --query-compute-apps=pid,used_memory --format=csv,noheader,nounits`: lines "PID, MIB".
// Summed over the GPUs that the process holds memory of.
std::uint64_t parse_compute_apps(std::string_view output, pid_t pid);

}  // namespace sonosweep::farm
