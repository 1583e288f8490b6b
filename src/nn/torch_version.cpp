#include "nn/torch_version.h"

#include <torch/version.h>

namespace sonosweep::nn {
namespace {

// 2.4 gave autocast a device argument and deprecated the old names.
void set_gpu_autocast(bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(at::kCUDA, at::kBFloat16);
  at::autocast::set_autocast_enabled(at::kCUDA, on);
#else
  at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  at::autocast::set_enabled(on);
#endif
}

}  // namespace

std::string torch_version() {
  return TORCH_VERSION;
}

Bf16Autocast::Bf16Autocast(bool enabled) : enabled_(enabled) {
  if (!enabled_) return;
  at::autocast::increment_nesting();
  set_gpu_autocast(true);
}

Bf16Autocast::~Bf16Autocast() {
  if (!enabled_) return;
  set_gpu_autocast(false);
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

}  // namespace sonosweep::nn
