#include "analysis/reference_metrics.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace sonosweep::analysis::testing {
namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();

using Record = std::map<std::string, std::string>;  // column -> field

std::vector<std::string> cut(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
  return fields;
}

// These files hold no quotes: ids are made up here.
std::vector<Record> read_records(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error(path.string() + ": empty");
  const auto header = cut(line);
  std::vector<Record> records;
  while (std::getline(in, line)) {
    const auto fields = cut(line);
    for (std::size_t c = 0; c < header.size(); ++c) {
      if (c == 0) records.emplace_back();
      records.back()[header[c]] = fields.at(c);
    }
  }
  return records;
}

double number(const Record& record, const char* column) {
  return std::strtod(record.at(column).c_str(), nullptr);
}

double fraction(double part, double whole) {
  return whole == 0 ? kNan : part / whole;
}

}  // namespace

std::map<std::string, double> reference_sf_change(const std::filesystem::path& predictions) {
  const char* const names[] = {"decrease", "same", "increase"};
  std::map<std::string, std::map<std::string, int>> confusion;  // label -> predicted -> pairs
  int pairs = 0;
  for (const auto& record : read_records(predictions)) {
    std::string predicted = names[0];
    for (const char* name : names)
      if (number(record, ("logit_" + std::string(name)).c_str()) >
          number(record, ("logit_" + predicted).c_str()))
        predicted = name;
    ++confusion[record.at("label")][predicted];
    ++pairs;
  }
  int right3 = 0, wrong2 = 0;
  for (const char* name : names) {
    right3 += confusion[name][name];
    if (name == std::string("increase")) continue;
    wrong2 += confusion[name]["increase"] + confusion["increase"][name];
  }
  return {{"accuracy3", fraction(right3, pairs)}, {"accuracy2", fraction(pairs - wrong2, pairs)}};
}

std::map<std::string, double> reference_sf_ratio(const std::filesystem::path& predictions) {
  std::map<std::string, std::map<std::string, std::vector<double>>> days;  // "p1/3" -> view -> predictions
  std::map<std::string, double> targets;
  for (const auto& record : read_records(predictions)) {
    const std::string day = record.at("patient") + "/" + record.at("day");
    days[day][record.at("view")].push_back(number(record, "prediction"));
    targets[day] = number(record, "target");
  }
  double squares_max = 0, squares_average = 0, squares_median = 0;
  for (const auto& [day, views] : days) {
    std::multimap<double, int> sorted;  // view means in order
    double sum = 0;
    for (const auto& [view, values] : views) {
      const double mean =
          std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
      sorted.emplace(mean, 0);
      sum += mean;
    }
    const auto n = sorted.size();
    const double low = std::next(sorted.begin(), static_cast<long>((n - 1) / 2))->first;
    const double high = std::next(sorted.begin(), static_cast<long>(n / 2))->first;
    const double target = targets[day];
    squares_max += std::pow(sorted.rbegin()->first - target, 2);
    squares_average += std::pow(sum / static_cast<double>(n) - target, 2);
    squares_median += std::pow((low + high) / 2 - target, 2);
  }
  const auto count = static_cast<double>(days.size());
  return {{"rmse_max", std::sqrt(fraction(squares_max, count))},
          {"rmse_average", std::sqrt(fraction(squares_average, count))},
          {"rmse_median", std::sqrt(fraction(squares_median, count))}};
}

std::map<std::string, double> reference_readmission(const std::filesystem::path& predictions) {
  struct Patient {
    int balance = 0;      // views that say yes less those that say no
    double evidence = 0;  // sum of logits for yes less that for no
    bool readmitted = false;
  };
  std::map<std::string, Patient> patients;
  for (const auto& record : read_records(predictions)) {
    auto& patient = patients[record.at("patient")];
    const double lead = number(record, "logit_yes") - number(record, "logit_no");
    patient.balance += lead > 0 ? 1 : -1;
    patient.evidence += lead;
    patient.readmitted = record.at("label") == "1";
  }
  double right = 0, hits = 0, alarms = 0, readmitted = 0;
  for (const auto& [id, patient] : patients) {
    const bool yes = patient.balance > 0 || (patient.balance == 0 && patient.evidence > 0);
    right += yes == patient.readmitted ? 1 : 0;
    hits += yes && patient.readmitted ? 1 : 0;
    alarms += yes ? 1 : 0;
    readmitted += patient.readmitted ? 1 : 0;
  }
  return {{"accuracy", fraction(right, static_cast<double>(patients.size()))},
          {"recall", fraction(hits, readmitted)},
          {"precision", alarms == 0 ? 0 : hits / alarms}};
}

MeanAndSd reference_summary(const std::vector<double>& values) {
  double n = 0, sum = 0, squares = 0;
  for (const double value : values) {
    if (value != value) continue;
    n += 1;
    sum += value;
    squares += value * value;
  }
  const double scatter = std::max(0.0, squares - sum * sum / n);  // rounding may leave it just below 0
  return {fraction(sum, n), n < 2 ? kNan : std::sqrt(scatter / (n - 1))};
}

}  // namespace sonosweep::analysis::testing
