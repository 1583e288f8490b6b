#include "train/device.h"

#include <sys/resource.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <exception>

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

double matrix_product_gflops() {
  using Clock = std::chrono::steady_clock;
  const auto a = torch::ones({512, 512});
  (void)torch::mm(a, a);
  double best = 1e9;
  for (int k = 0; k < 2; ++k) {
    const auto start = Clock::now();
    (void)torch::mm(a, a);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return 2.0 * 512 * 512 * 512 / best / 1e9;
}

void warn_if_blas_is_slow() {
  const double gflops = matrix_product_gflops();
  if (gflops < kSlowBlasGflops)
    log_warning(
        "a 512 x 512 matrix product runs at {:.1f} GFLOP/s, the speed of the reference BLAS; "
        "install libopenblas0-openmp (Debian) or point the loader at another BLAS",
        gflops);
}

int count_gpus() {
  return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
}

std::string fault_of_gpu(int index) {
  try {
    const auto a = torch::ones({64, 64}, torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(index)));
    const double sum = torch::mm(a, a).sum().item<double>();
    return sum == 64.0 * 64 * 64 ? std::string() : fmt::format("a product came out as {}", sum);
  } catch (const std::exception& error) {
    const std::string text = error.what();
    return text.substr(0, text.find('\n'));
  }
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
