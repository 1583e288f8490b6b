#include "analysis/verify/segmenter_faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "analysis/read/metric_range.h"
#include "analysis/verify/stated_value.h"
#include "core/text.h"
#include "sweep/run_details.h"

namespace sonosweep::analysis {
namespace {

using Json = nlohmann::ordered_json;
using Lines = std::vector<std::string>;

// Which count of "n" says whether a metric is defined.
struct Behind {
  const char *metric, *count;
};
constexpr Behind kBehind[] = {{"iou", "iou_images"},          {"dice", "iou_images"},
                              {"iou_micro", "iou_images"},    {"weighted_ce", "pixels"},
                              {"ce_unthresholded", "pixels"}, {"trimap", "trimap_pixels"}};

void add_definition_faults(Lines& lines, const farm::RunResult& result) {
  for (const auto& [prefix, side] : {std::pair{"", "test"}, std::pair{"val_", "validation"}})
    for (const auto& behind : kBehind) {
      const auto name = std::string(prefix) + behind.metric;
      const auto found = result.metrics.find(name);
      const Json::json_pointer at(fmt::format("/n/{}/{}", side, behind.count));
      if (found == result.metrics.end() || !result.details.contains(at) || !result.details.at(at).is_number())
        continue;
      const auto count = result.details.at(at).get<double>();
      if ((count > 0) != !std::isnan(found->second))
        lines.push_back(fmt::format("{} is {} in result.json, although {} is {}", name,
                                    value_text(found->second), at.to_string().substr(1), count));
    }
}

// A mean over images or pixels lies between the means over each patient's.
void add_mean_faults(Lines& lines, const farm::RunResult& result, const Json& scores) {
  for (const char* name :
       {"iou", "dice", "weighted_ce", "ce_unthresholded", "trimap", "truth_iou", "boundary_f1", "hd95"}) {
    const auto found = result.metrics.find(name);
    if (found == result.metrics.end() || std::isnan(found->second)) continue;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& [patient, of_patient] : scores.items()) {
      if (!of_patient.is_object() || !of_patient.contains(name) || !of_patient.at(name).is_number()) continue;
      low = std::min(low, of_patient.at(name).get<double>());
      high = std::max(high, of_patient.at(name).get<double>());
    }
    const double rounding = 1e-9 * (1 + std::abs(found->second));
    if (low <= high && (found->second < low - rounding || found->second > high + rounding))
      lines.push_back(
          fmt::format("{} is {} in result.json, and its test patients have {} to {} (test_scores)", name,
                      value_text(found->second), low, high));
  }
}

void add_score_faults(Lines& lines, const Json& scores, const Lines& test_patients) {
  for (const auto& [patient, of_patient] : scores.items()) {
    if (std::find(test_patients.begin(), test_patients.end(), patient) == test_patients.end())
      lines.push_back(fmt::format("test_scores has patient {}, who by study.json does not test", patient));
    if (!of_patient.is_object()) continue;
    for (const auto& [name, value] : of_patient.items())
      if (value.is_number())
        if (const auto why = impossible_value(name, value.get<double>()); !why.empty())
          lines.push_back(
              fmt::format("{} of patient {} is {} in test_scores, and {}", name, patient, value.dump(), why));
  }
}

void add_class_faults(Lines& lines, const farm::RunResult& result, const sweep::StudyRecord& record) {
  const std::string start = "iou_class/";
  std::set<std::string> classes;
  for (const auto& [name, value] : result.metrics)
    if (name.rfind(start, 0) == 0) classes.insert(name.substr(start.size()));
  const std::set<std::string> ours(record.classes.begin(), record.classes.end());
  if (!classes.empty() && classes != ours)
    lines.push_back(fmt::format("its classes are {} in result.json, {} in study.json",
                                join({classes.begin(), classes.end()}, ", "),
                                join({ours.begin(), ours.end()}, ", ")));
  if (!record.has_truth && result.metrics.count("truth_iou") > 0)
    lines.push_back("has a score against the truth, which by study.json the data does not have");
}

}  // namespace

Lines segmenter_faults(const farm::RunResult& result, const sweep::StudyRecord& record,
                       const Lines& test_patients) {
  Lines lines;
  add_definition_faults(lines, result);
  if (const auto scores = result.details.find(sweep::kTestScores);
      scores != result.details.end() && scores->is_object()) {
    add_mean_faults(lines, result, *scores);
    add_score_faults(lines, *scores, test_patients);
  }
  add_class_faults(lines, result, record);
  return lines;
}

}  // namespace sonosweep::analysis
