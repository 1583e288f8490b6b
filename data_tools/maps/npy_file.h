// NumPy's .npy files, two-dimensional: float32, float64, integers of 1 to 8 bytes, bool.
// Format: numpy.lib.format, versions 1.0 to 3.0.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace sonosweep::data_tools {

struct NpyArray {
  int rows = 0, columns = 0;
  bool is_real = false, is_bool = false;
  // Row-major, whatever the file's order; one of the two is filled.
  std::vector<double> reals;
  std::vector<std::int64_t> integers;
};

// Throws DataError naming the file: not .npy, another element type or number of dimensions, cut short,
// rubbish behind.
NpyArray read_npy(const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
