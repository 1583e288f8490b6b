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

// Warns if a matrix product runs at the speed of the reference BLAS. Takes some milliseconds.
void warn_if_blas_is_slow();

// "1.13.1"
std::string torch_version();

// Largest resident size of this process so far.
double peak_memory_bytes();

}  // namespace sonosweep::train
