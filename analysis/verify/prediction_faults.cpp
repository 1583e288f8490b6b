#include "analysis/verify/prediction_faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "analysis/tables/caption_text.h"
#include "analysis/verify/stated_value.h"
#include "core/text.h"
#include "stats/summary.h"

namespace sonosweep::analysis {
namespace {

using tasks::Metrics;
using tasks::ReadmissionPrediction;
using tasks::SfChangePrediction;
using tasks::SfRatioPrediction;
using Json = nlohmann::ordered_json;
using Lines = std::vector<std::string>;
using Counts = std::map<std::string, std::size_t>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Metrics metrics_of(const std::vector<SfChangePrediction>& rows) {
  return tasks::sf_change_metrics(rows);
}
Metrics metrics_of(const std::vector<SfRatioPrediction>& rows) {
  return tasks::sf_ratio_metrics(rows);
}
Metrics metrics_of(const std::vector<ReadmissionPrediction>& rows) {
  return tasks::readmission_metrics(rows);
}

Counts counts_of(const std::vector<SfChangePrediction>& rows) {
  Counts counts = {{"decrease", 0}, {"same", 0}, {"increase", 0}};
  std::size_t one_day = 0, ties = 0;
  bool days_are_known = true;
  for (const auto& row : rows) {
    ++counts[tasks::sf_change_name(row.label)];
    days_are_known = days_are_known && row.day_first && row.day_second;
    one_day += row.has_two_days() ? 0 : 1;
    ties += row.has_two_days() && row.label == tasks::SfChange::kSame ? 1 : 0;
  }
  if (days_are_known) counts.insert({{"one_day", one_day}, {"ties", ties}});
  return counts;
}

Counts counts_of(const std::vector<SfRatioPrediction>& rows) {
  std::set<std::pair<std::string, int>> days;
  for (const auto& row : rows) days.emplace(row.patient, row.day);
  return {{"videos", rows.size()}, {"patient_days", days.size()}};
}

Counts counts_of(const std::vector<ReadmissionPrediction>& rows) {
  std::map<std::string, int> outcomes;
  for (const auto& row : rows) outcomes[row.patient] = row.label;
  Counts counts = {{"readmitted", 0}, {"not_readmitted", 0}, {"views", rows.size()}};
  for (const auto& [patient, outcome] : outcomes) ++counts[outcome == 1 ? "readmitted" : "not_readmitted"];
  return counts;
}

// Empty where a row does not say whose it is (0.1.0).
template <typename Row>
std::set<std::string> patients_of(const std::vector<Row>& rows) {
  std::set<std::string> patients;
  for (const auto& row : rows) patients.insert(row.patient);
  return patients.count("") > 0 ? std::set<std::string>() : patients;
}

// The metrics that each answer for everybody has on these rows; of S/F change one of all pairs and another
// one of those of two days.
std::vector<Metrics> one_answer_metrics(std::vector<SfChangePrediction> rows) {
  std::vector<Metrics> all;
  for (std::size_t answer = 0; answer < 3; ++answer) {
    for (auto& row : rows) {
      row.logits = {};
      row.logits[answer] = 1;
    }
    all.push_back(tasks::sf_change_metrics(rows));
  }
  return all;
}

std::vector<Metrics> one_answer_metrics(std::vector<ReadmissionPrediction> rows) {
  std::vector<Metrics> all;
  for (const double yes : {-1.0, 1.0}) {
    for (auto& row : rows) row.logit_no = 0, row.logit_yes = yes;
    all.push_back(tasks::readmission_metrics(rows));
  }
  return all;
}

// These names of the baseline must all be of one answer, or none be defined (nobody trained).
void add_baseline_fault(Lines& lines, const farm::RunResult& result, const std::vector<Metrics>& answers,
                        const Lines& names) {
  Metrics said;
  for (const auto& name : names) {
    const auto found = result.metrics.find("baseline_" + name);
    if (found == result.metrics.end()) return;  // of an older version
    said[name] = found->second;
  }
  Metrics nothing;
  for (const auto& name : names) nothing[name] = kNan;
  auto possible = answers;
  possible.push_back(nothing);
  const auto text = [&](const Metrics& metrics) {
    Lines values;
    for (const auto& name : names) values.push_back(value_text(metrics.at(name)));
    return join(values, ", ");
  };
  Lines others;
  for (const auto& metrics : possible) {
    if (std::all_of(names.begin(), names.end(),
                    [&](const auto& name) { return is_same_value(said.at(name), metrics.at(name)); }))
      return;
    if (&metrics != &possible.back()) others.push_back(text(metrics));
  }
  lines.push_back(
      fmt::format("baseline_{} are {} in result.json; by its predictions.csv one answer for everybody has {}",
                  join(names, ", baseline_"), text(said), join(others, " or ")));
}

void add_baseline_faults(Lines& lines, const farm::RunResult& result,
                         const std::vector<SfChangePrediction>& rows) {
  const auto answers = one_answer_metrics(rows);
  add_baseline_fault(lines, result, answers, {"accuracy3", "accuracy2"});
  add_baseline_fault(lines, result, answers, {"accuracy3_days", "accuracy2_days"});
}

void add_baseline_faults(Lines& lines, const farm::RunResult& result,
                         const std::vector<ReadmissionPrediction>& rows) {
  add_baseline_fault(lines, result, one_answer_metrics(rows), {"accuracy", "recall", "precision"});
}

// The training mean is not known here: its three RMSE are equal, and none is below that of the test patients'
// own mean, which is their SD (of n).
void add_baseline_faults(Lines& lines, const farm::RunResult& result,
                         const std::vector<SfRatioPrediction>& rows) {
  std::map<std::pair<std::string, int>, double> targets;
  for (const auto& row : rows) targets[{row.patient, row.day}] = row.target;
  stats::RunningMean mean, square;
  for (const auto& [day, target] : targets) mean.add(target);
  for (const auto& [day, target] : targets) square.add((target - mean.mean()) * (target - mean.mean()));
  const double least = std::sqrt(square.mean());
  const auto average = result.metrics.find("baseline_rmse_average");
  if (average == result.metrics.end()) return;
  for (const char* name : {"baseline_rmse_max", "baseline_rmse_median"})
    if (const auto found = result.metrics.find(name);
        found != result.metrics.end() && !is_same_value(found->second, average->second))
      lines.push_back(
          fmt::format("{} is {} in result.json and baseline_rmse_average {}: of one answer for "
                      "everybody they are equal",
                      name, value_text(found->second), value_text(average->second)));
  if (average->second < least - 1e-9)
    lines.push_back(
        fmt::format("baseline_rmse_average is {} in result.json; by its predictions.csv no one "
                    "answer for everybody is below {}",
                    value_text(average->second), value_text(least)));
}

void add_metric_faults(Lines& lines, const farm::RunResult& result, const Metrics& computed) {
  for (const auto& [name, value] : computed) {
    const auto found = result.metrics.find(name);
    if (found == result.metrics.end()) {
      if (!std::isnan(value))
        lines.push_back(
            fmt::format("{} is missing in result.json, {} by its predictions.csv", name, value_text(value)));
    } else if (!is_same_value(found->second, value)) {
      lines.push_back(fmt::format("{} is {} in result.json, {} by its predictions.csv", name,
                                  value_text(found->second), value_text(value)));
    }
  }
}

void add_count_faults(Lines& lines, const Json& details, const Counts& computed,
                      const std::set<std::string>& patients) {
  const auto add = [&](const std::string& at, std::size_t count) {
    const Json::json_pointer where(at);
    if (!details.contains(where)) return;
    const auto& said = details.at(where);
    if (!said.is_number() || said.get<double>() != static_cast<double>(count))
      lines.push_back(fmt::format("{} is {} in result.json, {} by its predictions.csv", at.substr(1),
                                  said.dump(), count));
  };
  for (const auto& [name, count] : computed) add("/counts/test/" + name, count);
  if (!patients.empty()) add("/patients/test", patients.size());
}

void add_patient_faults(Lines& lines, const std::set<std::string>& patients, const Lines& test_patients) {
  Lines others;
  for (const auto& patient : patients)
    if (std::find(test_patients.begin(), test_patients.end(), patient) == test_patients.end())
      others.push_back(patient);
  if (!others.empty())
    lines.push_back(fmt::format("its predictions.csv is about {}, who by study.json {} not test",
                                some_of(others), others.size() == 1 ? "does" : "do"));
}

template <typename Row>
void add_video_faults(Lines&, const Json&, const std::vector<Row>&) {}

void add_video_faults(Lines& lines, const Json& details, const std::vector<SfChangePrediction>& rows) {
  const auto said = details.find("test_videos");
  if (said == details.end() || !said->is_object()) return;
  std::map<std::string, std::string> patients;
  for (const auto& row : rows)
    if (!row.patient.empty()) patients[row.video_first] = patients[row.video_second] = row.patient;
  for (const auto& [video, patient] : patients)
    if (!said->contains(video) || said->at(video) != patient)
      lines.push_back(fmt::format("test_videos says {} of video '{}', its predictions.csv '{}'",
                                  said->contains(video) ? said->at(video).dump() : "nothing", video,
                                  patient));
}

}  // namespace

Lines prediction_faults(const farm::RunResult& result, const Predictions& predictions,
                        const Lines& test_patients) {
  Lines lines;
  std::visit(
      [&](const auto& rows) {
        const auto patients = patients_of(rows);
        add_metric_faults(lines, result, metrics_of(rows));
        add_baseline_faults(lines, result, rows);
        add_count_faults(lines, result.details, counts_of(rows), patients);
        add_video_faults(lines, result.details, rows);
        add_patient_faults(lines, patients, test_patients);
      },
      predictions);
  return lines;
}

}  // namespace sonosweep::analysis
