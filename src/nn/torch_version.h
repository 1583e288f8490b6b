// The one place that knows which LibTorch this is. Everything else uses API that 1.13, 2.6 and current 2.x
// share.
#pragma once

#include <ATen/autocast_mode.h>

#include <string>

namespace sonosweep::nn {

// "1.13.1"
std::string torch_version();

// While it lives, operations on a GPU run in bfloat16 where autocast deems that safe. Does nothing if
// !enabled.
class Bf16Autocast {
 public:
  explicit Bf16Autocast(bool enabled);
  ~Bf16Autocast();
  Bf16Autocast(const Bf16Autocast&) = delete;
  Bf16Autocast& operator=(const Bf16Autocast&) = delete;

 private:
  bool enabled_;
};

}  // namespace sonosweep::nn
