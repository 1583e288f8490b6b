#include "jobs/placement.h"

#include "core/error.h"

namespace sonosweep::jobs {

Placement placement_of(const sweep::Study& study) {
  Placement out{train::select_device(study.device)};
  const bool gpu = out.device.is_cuda();
  out.bf16 = study.precision == "bf16";
  if (out.bf16 && !gpu)
    throw UsageError("precision = bf16 needs a GPU, and LibTorch sees none; use precision = fp32");
  // Contiguous is the faster layout for these networks on a CPU, channels-last on tensor cores.
  out.channels_last = study.channels_last == "on" || (study.channels_last == "auto" && gpu);
  return out;
}

}  // namespace sonosweep::jobs
