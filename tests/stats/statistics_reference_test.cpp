// src/stats against SciPy and NumPy: against the stored values, and against what they say now where they are
// there.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/atomic_file.h"
#include "core/text.h"
#include "stats/corrected_t.h"
#include "stats/distributions.h"
#include "stats/holm.h"
#include "stats/interval.h"
#include "stats/paired_effect.h"
#include "stats/sign_flip.h"
#include "test_paths.h"

namespace sonosweep::stats {
namespace {

using Numbers = std::vector<double>;

const std::string kFolder = SONOSWEEP_SOURCE_DIR "/tests/stats";

const std::map<std::string, std::function<Numbers(const Numbers&)>>& functions() {
  static const std::map<std::string, std::function<Numbers(const Numbers&)>> all = {
      {"normal_cdf", [](const Numbers& x) { return Numbers{normal_cdf(x[0])}; }},
      {"normal_quantile", [](const Numbers& x) { return Numbers{normal_quantile(x[0])}; }},
      {"student_t_cdf", [](const Numbers& x) { return Numbers{student_t_cdf(x[0], x[1])}; }},
      {"student_t_two_sided", [](const Numbers& x) { return Numbers{student_t_two_sided(x[0], x[1])}; }},
      {"student_t_quantile", [](const Numbers& x) { return Numbers{student_t_quantile(x[0], x[1])}; }},
      {"paired_t",
       [](const Numbers& x) {
         const auto test = corrected_t_test(x, 0);
         return Numbers{test.t, test.p};
       }},
      {"nadeau_bengio",
       [](const Numbers& x) {
         const auto test = nadeau_bengio_test(x);
         return Numbers{test.t, test.p};
       }},
      {"sign_flip",
       [](const Numbers& x) {
         const auto test = sign_flip_test(x);
         return Numbers{test.mean, test.p};
       }},
      {"wilson",
       [](const Numbers& x) {
         const auto interval = wilson_interval(x[0], x[1], x[2]);
         return Numbers{interval.low, interval.high};
       }},
      {"quantile",
       [](const Numbers& x) { return Numbers{sorted_quantile(Numbers(x.begin() + 1, x.end()), x[0])}; }},
      {"holm", [](const Numbers& x) { return holm_adjusted(x); }},
      {"paired_effect",
       [](const Numbers& x) {
         const auto effect = paired_effect(x);
         return Numbers{effect.mean, effect.sd, effect.cohen_dz};
       }},
  };
  return all;
}

Numbers numbers_of(const std::string& text) {
  Numbers numbers;
  std::istringstream in(text);
  for (std::string word; in >> word;) numbers.push_back(std::stod(word));
  return numbers;
}

// Every line of the reference; each function must be among them.
void check_against(const std::string& reference) {
  std::map<std::string, int> seen;
  std::istringstream lines(reference);
  for (std::string line; std::getline(lines, line);) {
    const auto parts = split_list(line, '|');
    ASSERT_EQ(parts.size(), 3U) << line;
    const auto name = trim(parts[0]);
    ASSERT_EQ(functions().count(name), 1U) << name;
    ++seen[name];
    const auto expected = numbers_of(parts[2]), found = functions().at(name)(numbers_of(parts[1]));
    ASSERT_EQ(found.size(), expected.size()) << line;
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_NEAR(found[i], expected[i], 1e-9 * std::fmax(1, std::fabs(expected[i]))) << line;
  }
  EXPECT_EQ(seen.size(), functions().size());
}

TEST(StatisticsReference, Stored) {
  check_against(read_file(kFolder + "/statistics_reference.txt"));
}

TEST(StatisticsReference, Live) {
  if (std::system("/usr/bin/python3 -c 'import scipy.stats' > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "/usr/bin/python3 has no SciPy here";
  FILE* pipe = popen(("/usr/bin/python3 '" + kFolder + "/statistics_reference.py'").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    text.append(buffer.data(), n);
  ASSERT_EQ(pclose(pipe), 0);
  check_against(text);
}

}  // namespace
}  // namespace sonosweep::stats
