#include "nn/reference_numbers.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "core/error.h"
#include "core/text.h"
#include "nn/state_dict.h"
#include "test_paths.h"

namespace sonosweep::testing {
namespace {

std::ifstream open_fixture(const std::string& file) {
  std::ifstream in(SONOSWEEP_SOURCE_DIR "/tests/nn/fixtures/" + file);
  EXPECT_TRUE(in) << file;
  return in;
}

std::string shape_text(const torch::Tensor& t) {
  if (t.dim() == 0) return "scalar";
  return fmt::format("{}", fmt::join(t.sizes().begin(), t.sizes().end(), "x"));
}

void expect_near(const std::string& what, double actual, double expected, double scale, double tolerance) {
  // The fixture prints 12 significant digits.
  EXPECT_NEAR(actual, expected, tolerance * scale + 1e-11 * std::abs(expected)) << what;
}

}  // namespace

std::size_t expect_keys(const torch::nn::Module& module, const std::string& file) {
  std::set<std::string> parameters;
  for (const auto& item : module.named_parameters()) parameters.insert(item.key());
  auto in = open_fixture(file);
  const auto state = nn::state_dict(module);
  std::size_t row = 0;
  for (std::string line; std::getline(in, line); ++row) {
    std::istringstream words(line);
    std::string key, shape, type, kind;
    words >> key >> shape >> type >> kind;
    if (row >= state.size()) continue;  // the counts differ below
    EXPECT_EQ(state[row].first, key);
    EXPECT_EQ(shape_text(state[row].second), shape) << key;
    EXPECT_EQ(state[row].second.scalar_type(), type == "int64" ? torch::kLong : torch::kFloat) << key;
    EXPECT_EQ(parameters.count(key) == 1, kind == "param") << key;
  }
  EXPECT_EQ(row, state.size());
  return state.size();
}

std::int64_t parameter_count(const torch::nn::Module& module) {
  std::int64_t n = 0;
  for (const auto& p : module.parameters()) n += p.numel();
  return n;
}

ParityRows::ParityRows(const std::string& file) {
  auto in = open_fixture(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto cells = split_list(line, '\t');
    Row row;
    row.sum = std::stod(cells.at(3));
    if (cells.size() > 4) {
      row.abs_sum = std::stod(cells.at(4));
      row.sq_sum = std::stod(cells.at(5));
      for (const auto& pair : split_list(cells.at(6))) {
        const auto parts = split_list(pair, ':');
        row.values.emplace_back(std::stoll(parts.at(0)), std::stod(parts.at(1)));
      }
    }
    rows_[cells.at(0)] = row;
  }
}

void ParityRows::expect_row(const std::string& name, const torch::Tensor& tensor, double tolerance) {
  ASSERT_EQ(rows_.count(name), 1U) << name;
  const auto& row = rows_.at(name);
  const auto flat = tensor.detach().to(torch::kDouble).contiguous().flatten();
  if (row.values.empty()) {
    expect_near(name, flat[0].item<double>(), row.sum, std::abs(row.sum), tolerance);
    return;
  }
  const double scale = flat.abs().max().item<double>();
  // A sum of both signs is exact to the size of what was summed.
  expect_near(name + " sum", flat.sum().item<double>(), row.sum, row.abs_sum, tolerance);
  expect_near(name + " abs_sum", flat.abs().sum().item<double>(), row.abs_sum, row.abs_sum, tolerance);
  expect_near(name + " sq_sum", flat.square().sum().item<double>(), row.sq_sum, row.sq_sum, tolerance);
  for (const auto& [i, value] : row.values)
    expect_near(name + " [" + std::to_string(i) + "]", flat[i].item<double>(), value, scale, tolerance);
}

std::pair<int, int> ParityRows::expect_gradients_and_buffers(const std::string& test,
                                                             const torch::nn::Module& module,
                                                             double tolerance) {
  std::pair<int, int> checked{0, 0};
  for (const auto& item : module.named_parameters()) {
    const std::string name = test + ".grad." + item.key();
    if (rows_.count(name) == 0) continue;
    expect_row(name, item.value().grad(), tolerance);
    ++checked.first;
  }
  for (const auto& item : module.named_buffers()) {
    const std::string name = test + ".buffer." + item.key();
    if (rows_.count(name) == 0) continue;
    expect_row(name, item.value(), tolerance);
    ++checked.second;
  }
  return checked;
}

}  // namespace sonosweep::testing
