#include "data_tools/phantom/outcomes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sonosweep::data_tools {
namespace {

constexpr double kFio2Steps[] = {0.21, 0.24, 0.28, 0.32, 0.36, 0.40, 0.45, 0.50, 0.60, 0.70, 0.80, 0.90, 1.0};
constexpr double kTargetSaturation = 95;

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

double log_odds_without_intercept(const PhantomOptions& o, const std::vector<double>& path) {
  return o.readmission_last * path.back() + o.readmission_change * (path.back() - path.front());
}

// The population a cohort is drawn from, sampled; the same for every seed.
struct Course {
  std::uint64_t seed = 0;
  double first = 0;
  std::vector<double> path;     // what images show
  std::vector<double> control;  // what outcomes follow instead, where they do not follow the images
};
std::vector<Course> sample_population(const PhantomOptions& o) {
  constexpr int kPatients = 2500;
  std::vector<Course> population;
  Rng rng(derive_seed(1, "population"));
  for (int i = 0; i < kPatients; ++i) {
    Course course;
    course.seed = derive_seed(2, "course", static_cast<std::uint64_t>(i));
    course.first = o.severity_low + (o.severity_high - o.severity_low) * (i + 0.5) / kPatients;
    const int days = o.days + (rng.chance(o.extra_day) ? 1 : 0);
    Rng own(course.seed);
    course.path = severity_path(o, course.first, days, own);
    course.control = severity_path(o, rng.uniform(o.severity_low, o.severity_high), days, rng);
    rng.shuffle(course.control);
    population.push_back(std::move(course));
  }
  return population;
}

// Mean probability over the population: of outcomes that follow the images, and of those that do not.
struct Rates {
  double followed = 0, control = 0;
  double all(const PhantomOptions& o) const { return o.effect * followed + (1 - o.effect) * control; }
};
Rates mean_rates(const PhantomOptions& o, double intercept, const std::vector<Course>& population) {
  Rates rates;
  for (const Course& course : population) {
    rates.followed += readmission_probability(o, intercept, course.path);
    rates.control += readmission_probability(o, intercept, course.control);
  }
  rates.followed /= static_cast<double>(population.size());
  rates.control /= static_cast<double>(population.size());
  return rates;
}

// P(readmitted | first two days): the mean over courses that start alike and pass close to the same second
// day.
double probability_after_two_days(const PhantomOptions& o, double intercept, const Course& course) {
  constexpr int kFutures = 64;
  if (course.path.size() <= 2) return readmission_probability(o, intercept, course.path);
  const double width = std::max(0.02, 0.5 * o.severity_noise);
  double weight_sum = 0, sum = 0;
  Rng future(derive_seed(course.seed, "future"));
  const auto days = static_cast<int>(course.path.size());
  for (int k = 0; k < kFutures; ++k) {
    const std::vector<double> other = severity_path(o, course.first, days, future);
    const double z = (other[1] - course.path[1]) / width;
    const double weight = std::exp(-0.5 * z * z) + 1e-12;
    weight_sum += weight;
    sum += weight * readmission_probability(o, intercept, other);
  }
  return sum / weight_sum;
}

// P(readmitted | change) of each course: the mean over the other courses of nearly the same change.
std::vector<double> probabilities_after_change(const std::vector<Course>& population,
                                               const std::vector<double>& probabilities) {
  constexpr double kWidth = 0.01, kReach = 4 * kWidth;
  const std::size_t n = population.size();
  std::vector<double> changes;
  for (const Course& course : population) changes.push_back(course.path.back() - course.path.front());
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return changes[a] < changes[b]; });
  std::vector<double> out(n);
  for (std::size_t i = 0, low = 0; i < n; ++i) {
    const double own = changes[order[i]];
    while (changes[order[low]] < own - kReach) ++low;
    double weight_sum = 0, sum = 0;
    for (std::size_t k = low; k < n && changes[order[k]] <= own + kReach; ++k) {
      if (k == i) continue;
      const double z = (changes[order[k]] - own) / kWidth;
      const double weight = std::exp(-0.5 * z * z);
      weight_sum += weight;
      sum += weight * probabilities[order[k]];
    }
    out[order[i]] = weight_sum > 0 ? sum / weight_sum : probabilities[order[i]];
  }
  return out;
}

void draw_readmission(const PhantomOptions& o, Cohort& cohort) {
  Rng rng(derive_seed(o.seed, "readmission"));
  const auto n = static_cast<double>(cohort.patients.size());
  const double slack = std::max(0.1, 1.0 / n);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    int count = 0;
    for (Patient& patient : cohort.patients) {
      patient.readmitted = rng.chance(patient.readmission_probability) ? 1 : 0;
      count += patient.readmitted;
    }
    const bool both = cohort.patients.size() < 3 || (count > 0 && count < static_cast<int>(n));
    if (both && std::abs(count / n - o.readmission_rate) <= slack) break;
  }
  for (Patient& patient : cohort.patients)
    if (rng.chance(o.readmission_unknown)) patient.readmitted = -1;
}

}  // namespace

double hospital_sf_ratio(double wanted) {
  double best = 0, best_distance = 1e9;
  for (const double fio2 : kFio2Steps) {
    const double saturation = std::clamp(std::round(wanted * fio2), 70.0, 100.0);
    // First of all the ratio has to be the patient's; among the steps that allow that, saturation near
    // target.
    const double miss = std::abs(saturation / fio2 - wanted) > 0.6 / fio2 ? 1000 : 0;
    const double distance = miss + std::abs(saturation - kTargetSaturation);
    if (distance < best_distance) {
      best_distance = distance;
      best = saturation / fio2;
    }
  }
  return std::min(best, 477.0);
}

double readmission_probability(const PhantomOptions& o, double intercept, const std::vector<double>& path) {
  return logistic(intercept + log_odds_without_intercept(o, path));
}

void draw_outcomes(const PhantomOptions& o, Cohort& cohort) {
  Rng rng(derive_seed(o.seed, "sf_ratio"));
  for (Patient& patient : cohort.patients)
    for (const double s : patient.outcome_severity) {
      const double wanted = o.sf_intercept + o.sf_slope * s + rng.normal(0, o.sf_noise);
      patient.sf_ratio.push_back(hospital_sf_ratio(std::clamp(wanted, 70.0, 477.0)));
    }
  cohort.readmission_intercept = readmission_intercept(o);
  for (Patient& patient : cohort.patients)
    patient.readmission_probability =
        readmission_probability(o, cohort.readmission_intercept, patient.outcome_severity);
  draw_readmission(o, cohort);
}

double readmission_intercept(const PhantomOptions& o) {
  const std::vector<Course> population = sample_population(o);
  double low = -200, high = 200;
  for (int step = 0; step < 60; ++step) {
    const double middle = 0.5 * (low + high);
    (mean_rates(o, middle, population).all(o) < o.readmission_rate ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

BestAccuracy best_accuracy(const PhantomOptions& o, double intercept) {
  const std::vector<Course> population = sample_population(o);
  const Rates rates = mean_rates(o, intercept, population);
  // Where outcomes follow another course, what the images show leaves only that course's rate.
  const auto diluted = [&](double p) { return o.effect * p + (1 - o.effect) * rates.control; };
  std::vector<double> really;
  for (const Course& course : population)
    really.push_back(diluted(readmission_probability(o, intercept, course.path)));
  const std::vector<double> by_change = probabilities_after_change(population, really);
  BestAccuracy best;
  for (std::size_t i = 0; i < population.size(); ++i) {
    const double p_last = really[i];
    const double p_two = diluted(probability_after_two_days(o, intercept, population[i]));
    // What is decided from less is judged by what really happens.
    best.first_two += p_two >= 0.5 ? p_last : 1 - p_last;
    best.change += by_change[i] >= 0.5 ? p_last : 1 - p_last;
    best.first_last += std::max(p_last, 1 - p_last);
  }
  best.first_two /= static_cast<double>(population.size());
  best.first_last /= static_cast<double>(population.size());
  best.change /= static_cast<double>(population.size());
  best.majority = std::max(rates.all(o), 1 - rates.all(o));
  return best;
}

}  // namespace sonosweep::data_tools
