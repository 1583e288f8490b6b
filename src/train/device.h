// Where a run computes.
#pragma once

#include <c10/core/Device.h>

#include <string>

namespace sonosweep::train {

// "auto" (a GPU if LibTorch sees one), "cpu", "cuda". Throws UsageError if a GPU is asked for and there is
// none.
c10::Device select_device(const std::string& name);

// Intra-op and inter-op threads of this process. Once, before any work.
void set_threads(int threads);

// What a 512 x 512 matrix product of float32 on the CPU reaches, in GFLOP/s: the better of two. Takes some
// milliseconds. Reference BLAS: 2 to 3 a core; OpenBLAS and MKL: 20 and more.
double matrix_product_gflops();
constexpr double kSlowBlasGflops = 5;

// Warns if that is the speed of the reference BLAS.
void warn_if_blas_is_slow();

// GPUs that LibTorch sees.
int count_gpus();
// Multiplies on GPU 0 .. count_gpus() - 1. "" or what LibTorch says instead of the product, in one line.
std::string fault_of_gpu(int index);

// "1.13.1"
std::string torch_version();

// Largest resident size of this process so far.
double peak_memory_bytes();

}  // namespace sonosweep::train
