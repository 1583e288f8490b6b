// The reference implementation's keys and numbers (fixtures/), compared with a module.
#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sonosweep::testing {

// state_dict(module) equals the file of fixtures/ in keys, their order, shapes, types and kinds (parameter,
// buffer). Returns the number of entries.
std::size_t expect_keys(const torch::nn::Module& module, const std::string& file);

// Elements of all parameters.
std::int64_t parameter_count(const torch::nn::Module& module);

// Sums and single values of tensors (src/nn/MODELS.md 4.1).
class ParityRows {
 public:
  explicit ParityRows(const std::string& file);

  // Compares all that the row of this name holds, relatively to the size of what was summed or of the largest
  // element.
  void expect_row(const std::string& name, const torch::Tensor& tensor, double tolerance);
  // Every gradient and buffer that has a row `test`.grad.KEY or `test`.buffer.KEY; their numbers.
  std::pair<int, int> expect_gradients_and_buffers(const std::string& test, const torch::nn::Module& module,
                                                   double tolerance);

 private:
  struct Row {
    double sum = 0, abs_sum = 0, sq_sum = 0;
    std::vector<std::pair<std::int64_t, double>> values;  // none: `sum` is the only element
  };
  std::map<std::string, Row> rows_;
};

}  // namespace sonosweep::testing
