// What the tests do where there is nothing to find: analysis/METHOD.md section 7.3. 10,000 draws each, fixed
// seeds; the standard error of a rejection rate of 5 % is 0.22 %.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/rng.h"
#include "stats/corrected_t.h"
#include "stats/sign_flip.h"

namespace sonosweep::stats {
namespace {

constexpr int kDraws = 10000;
constexpr std::size_t kFolds = 5;
constexpr double kAlpha = 0.05;

// One study without a true difference of two thresholds: every patient has an effect of his own on the
// difference, of SD `shared`, which all folds share since they share patients and segmenters; each fold adds
// noise to each patient (SD 1), and, where `training` is not 0, an effect of its two trainings on all
// patients. What a fold does to both thresholds alike is in no difference. [patient][fold] differences.
std::vector<std::vector<double>> null_differences(std::size_t patients, double shared, double training,
                                                  Rng& rng) {
  std::vector<double> of_fold(kFolds);
  for (auto& effect : of_fold) effect = training > 0 ? rng.normal(0, training) : 0;
  std::vector<std::vector<double>> differences(patients, std::vector<double>(kFolds));
  for (auto& patient : differences) {
    const double own = rng.normal(0, shared);
    for (std::size_t fold = 0; fold < kFolds; ++fold) patient[fold] = own + of_fold[fold] + rng.normal();
  }
  return differences;
}

std::vector<double> over_folds(const std::vector<std::vector<double>>& differences) {
  std::vector<double> means;
  for (const auto& patient : differences) {
    double sum = 0;
    for (const double difference : patient) sum += difference;
    means.push_back(sum / static_cast<double>(patient.size()));
  }
  return means;
}

std::vector<double> over_patients(const std::vector<std::vector<double>>& differences) {
  std::vector<double> means(kFolds);
  for (const auto& patient : differences)
    for (std::size_t fold = 0; fold < kFolds; ++fold)
      means[fold] += patient[fold] / static_cast<double>(differences.size());
  return means;
}

struct Rates {
  double sign_flip = 0, nadeau_bengio = 0;
};

Rates shared_test_set(std::size_t patients, double shared, std::uint64_t seed, double training = 0) {
  Rng rng(derive_seed(seed, "null"));
  SignFlipOptions options;
  options.draws = 999;  // of random signs, above 20 patients; p is a multiple of 1/1000
  Rates rates;
  for (int draw = 0; draw < kDraws; ++draw) {
    const auto differences = null_differences(patients, shared, training, rng);
    options.seed = static_cast<std::uint64_t>(draw);
    rates.sign_flip += sign_flip_test(over_folds(differences), options).p <= kAlpha ? 1 : 0;
    rates.nadeau_bengio += nadeau_bengio_test(over_patients(differences)).p <= kAlpha ? 1 : 0;
  }
  rates.sign_flip /= kDraws;
  rates.nadeau_bengio /= kDraws;
  return rates;
}

// Sign-flip rejects 5 %. Nadeau-Bengio over the folds of one test set does not: where the shared error equals
// that of a fold the mean's variance is 1 + 1/5 while (1/5 + 1/4) is taken, t is too large by sqrt(1.2 /
// 0.45) = 1.63, and |t| of 4 degrees is above 2.776 / 1.63 = 1.70 in 16.4 % of cases; with twice the error
// in 41.5 %.
TEST(NullSimulation, SharedTestSetOf20Patients) {
  const auto rates = shared_test_set(20, 1, 1);
  EXPECT_NEAR(rates.sign_flip, 0.05, 0.01);
  EXPECT_NEAR(rates.nadeau_bengio, 0.164, 0.015);
  EXPECT_GT(rates.nadeau_bengio, 0.10);
  const auto twice = shared_test_set(20, 2, 2);
  EXPECT_NEAR(twice.sign_flip, 0.05, 0.01);
  EXPECT_NEAR(twice.nadeau_bengio, 0.415, 0.02);
}

TEST(NullSimulation, SharedTestSetOf42Patients) {
  const auto rates = shared_test_set(42, 1, 3);
  EXPECT_NEAR(rates.sign_flip, 0.05, 0.01);
  EXPECT_NEAR(rates.nadeau_bengio, 0.164, 0.015);
}

// The sign-flip test takes the networks as given. What the trainings of a fold do to the difference of all
// patients alike, of SD s, it does not see: the mean's variance is s^2 / 5 + (1 + 1/5) / 20, and the second
// part is taken. With s = 1/2, half a patient's own effect, t is too large by sqrt(0.11 / 0.06) = 1.354, and
// |t| of 19 degrees is above 2.093 / 1.354 = 1.546 in 13.9 % of cases; with s = 1 by 2.082, in 32.7 %.
TEST(NullSimulation, TrainingsOwnEffectIsNotSeen) {
  const auto half = shared_test_set(20, 1, 5, 0.5);
  EXPECT_NEAR(half.sign_flip, 0.139, 0.015);
  EXPECT_GT(half.sign_flip, 0.10);
  EXPECT_NEAR(shared_test_set(20, 1, 6, 1).sign_flip, 0.327, 0.02);
}

// Folds with a test set of their own whose differences correlate by rho = 0.2 through shared training data:
// the mean's variance is 0.2 + 0.8 / 5 = 0.36, which is (1/5 + 1/4) 0.8; the ordinary t-test takes 0.16, its
// t is too large by 1.5, and |t| is above 2.776 / 1.5 = 1.851 in 13.8 %.
TEST(NullSimulation, EquicorrelatedFolds) {
  constexpr double kRho = 0.2;
  Rng rng(derive_seed(4, "null"));
  double corrected = 0, naive = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    const double common = rng.normal(0, std::sqrt(kRho));
    std::vector<double> differences(kFolds);
    for (auto& difference : differences) difference = common + rng.normal(0, std::sqrt(1 - kRho));
    corrected += nadeau_bengio_test(differences).p <= kAlpha ? 1 : 0;
    naive += corrected_t_test(differences, 0).p <= kAlpha ? 1 : 0;
  }
  EXPECT_NEAR(corrected / kDraws, 0.05, 0.01);
  EXPECT_NEAR(naive / kDraws, 0.138, 0.015);
}

}  // namespace
}  // namespace sonosweep::stats
