// The metrics of predictions.h; predictions.cpp reads and writes.
#include "tasks/predictions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "stats/classification.h"
#include "stats/regression.h"

namespace sonosweep::tasks {
namespace {

// One patient's views.
struct Poll {
  int label = 0;
  int yes = 0, no = 0;
  double sum_yes = 0, sum_no = 0;

  int vote() const {
    if (yes != no) return yes > no ? 1 : 0;
    return sum_yes > sum_no ? 1 : 0;
  }
};

std::map<std::string, Poll> polls(const std::vector<ReadmissionPrediction>& rows) {
  std::map<std::string, Poll> out;
  for (const auto& row : rows) {
    Poll& poll = out[row.patient];
    poll.label = row.label;
    ++(row.logit_yes > row.logit_no ? poll.yes : poll.no);
    poll.sum_yes += row.logit_yes;
    poll.sum_no += row.logit_no;
  }
  return out;
}

}  // namespace

SfChange predicted_change(const SfChangePrediction& row) {
  return static_cast<SfChange>(std::max_element(row.logits.begin(), row.logits.end()) - row.logits.begin());
}

Metrics sf_change_metrics(const std::vector<SfChangePrediction>& rows) {
  struct Confusions {
    stats::Confusion three{3}, two{2};
    void add(SfChange label, SfChange guess) {
      three.add(static_cast<std::size_t>(label), static_cast<std::size_t>(guess));
      two.add(label == SfChange::kIncrease ? 1 : 0, guess == SfChange::kIncrease ? 1 : 0);
    }
  };
  Confusions all, days;
  for (const auto& row : rows) {
    const SfChange guess = predicted_change(row);
    all.add(row.label, guess);
    if (row.has_two_days()) days.add(row.label, guess);
  }
  return {{"accuracy3", all.three.accuracy()},
          {"accuracy2", all.two.accuracy()},
          {"accuracy3_days", days.three.accuracy()},
          {"accuracy2_days", days.two.accuracy()}};
}

double sf_change_loss_of_days(const std::vector<SfChangePrediction>& rows) {
  std::vector<double> losses;
  for (const auto& row : rows) {
    if (!row.has_two_days()) continue;
    const auto& [decrease, same, increase] = row.logits;
    const double others = std::max(decrease, same) + std::log1p(std::exp(-std::abs(decrease - same)));
    const double margin = row.label == SfChange::kIncrease ? increase - others : others - increase;
    losses.push_back(std::max(-margin, 0.0) + std::log1p(std::exp(-std::abs(margin))));
  }
  return stats::mean(losses);  // NaN without any
}

Metrics sf_ratio_metrics(const std::vector<SfRatioPrediction>& rows) {
  struct Day {
    double target = 0;
    std::map<std::string, std::vector<double>> views;  // the videos' predictions
  };
  std::map<std::pair<std::string, int>, Day> days;
  for (const auto& row : rows) {
    Day& day = days[{row.patient, row.day}];
    day.target = row.target;
    day.views[row.view].push_back(row.prediction);
  }
  std::vector<double> targets, largest, average, median;
  for (const auto& [key, day] : days) {
    std::vector<double> views;
    for (const auto& [name, videos] : day.views) views.push_back(stats::mean(videos));
    targets.push_back(day.target);
    largest.push_back(stats::maximum(views));
    average.push_back(stats::mean(views));
    median.push_back(stats::median(views));
  }
  return {{"rmse_max", stats::rmse(largest, targets)},
          {"rmse_average", stats::rmse(average, targets)},
          {"rmse_median", stats::rmse(median, targets)}};
}

Metrics readmission_metrics(const std::vector<ReadmissionPrediction>& rows) {
  stats::Confusion confusion(2);
  for (const auto& [patient, poll] : polls(rows))
    confusion.add(static_cast<std::size_t>(poll.label), static_cast<std::size_t>(poll.vote()));
  const double precision = rows.empty() ? std::numeric_limits<double>::quiet_NaN() : confusion.precision(1);
  return {{"accuracy", confusion.accuracy()}, {"recall", confusion.recall(1)}, {"precision", precision}};
}

std::map<std::string, int> readmission_votes(const std::vector<ReadmissionPrediction>& rows) {
  std::map<std::string, int> votes;
  for (const auto& [patient, poll] : polls(rows)) votes[patient] = poll.vote();
  return votes;
}

}  // namespace sonosweep::tasks
