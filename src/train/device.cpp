#include "train/device.h"

#include <sys/resource.h>
#include <torch/torch.h>

#include <chrono>

#include "core/error.h"
#include "core/log.h"
#include "nn/torch_version.h"

namespace sonosweep::train {

c10::Device select_device(const std::string& name) {
  if (name == "cpu") return {torch::kCPU};
  const bool there = torch::cuda::is_available();
  if (name == "cuda" && !there)
    throw UsageError(
        "device = cuda: LibTorch sees no GPU; use device = auto or cpu, or a LibTorch with CUDA");
  return there ? c10::Device(torch::kCUDA, 0) : c10::Device(torch::kCPU);
}

void set_threads(int threads) {
  torch::set_num_threads(threads);
  // Throws when called twice; one inter-op thread is what results must not depend on.
  if (torch::get_num_interop_threads() != 1) torch::set_num_interop_threads(1);
}

void warn_if_blas_is_slow() {
  using Clock = std::chrono::steady_clock;
  const auto a = torch::ones({512, 512});
  (void)torch::mm(a, a);
  double best = 1e9;
  for (int k = 0; k < 2; ++k) {
    const auto start = Clock::now();
    (void)torch::mm(a, a);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  const double gflops = 2.0 * 512 * 512 * 512 / best / 1e9;
  // Reference BLAS: 2 to 3 GFLOP/s a core; OpenBLAS and MKL: 20 and more.
  if (gflops < 5)
    log_warning(
        "a 512 x 512 matrix product runs at {:.1f} GFLOP/s, the speed of the reference BLAS; "
        "install libopenblas0-openmp (Debian) or point the loader at another BLAS",
        gflops);
}

std::string torch_version() {
  return nn::torch_version();
}

double peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

}  // namespace sonosweep::train
