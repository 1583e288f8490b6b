#include "jobs/run/placement.h"

#include "core/error.h"

namespace sonosweep::jobs {

Placement placement_of(const study::Study& study, Network network) {
  Placement out{train::select_device(study.device)};
  const bool gpu = out.device.is_cuda();
  out.bf16 = study.precision == "bf16";
  if (out.bf16 && !gpu)
    throw UsageError("precision = bf16 needs a GPU, and LibTorch sees none; use precision = fp32");
  // Channels-last is the faster layout on tensor cores, and for depthwise convolutions on a CPU; FPN does
  // better without it there.
  const bool faster = gpu || network == Network::kVideo;
  out.channels_last = study.channels_last == "on" || (study.channels_last == "auto" && faster);
  return out;
}

}  // namespace sonosweep::jobs
