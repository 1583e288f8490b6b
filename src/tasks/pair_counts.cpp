#include "tasks/pair_counts.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/text.h"

namespace sonosweep::tasks {

double PairCounts::share(SfChange change) const {
  return all() == 0
             ? std::numeric_limits<double>::quiet_NaN()
             : static_cast<double>(classes.at(static_cast<std::size_t>(change))) / static_cast<double>(all());
}

PairCounts count_pairs(const std::vector<TaskVideo>& videos, const std::vector<VideoPair>& pairs) {
  PairCounts counts;
  counts.classes = count_classes(pairs);
  for (const auto& pair : pairs)
    if (is_of_one_day(videos, pair))
      ++counts.one_day;
    else if (pair.label == SfChange::kSame)
      ++counts.ties;
  return counts;
}

nlohmann::ordered_json to_json(const PairCounts& counts) {
  nlohmann::ordered_json json;
  for (const auto change : {SfChange::kDecrease, SfChange::kSame, SfChange::kIncrease})
    json[sf_change_name(change)] = counts.classes.at(static_cast<std::size_t>(change));
  json["one_day"] = counts.one_day;
  json["ties"] = counts.ties;
  return json;
}

std::string same_shares_text(double of_training, double of_validation) {
  std::vector<std::string> parts;
  const auto add = [&](double share, const char* side) {
    if (std::isnan(share)) return;
    const double percent = 100 * share;
    parts.push_back(fmt::format("{:.{}f} % of the {} pairs", percent, percent < 10 ? 1 : 0, side));
  };
  add(of_training, "training");
  add(of_validation, "validation");
  return parts.empty() ? "" : "\"same\" is " + join(parts, " and ");
}

std::string ties_text(const PairCounts& validation, const PairCounts& test) {
  return fmt::format(
      "{} of {} validation pairs and {} of {} test pairs of two days are ties (equal S/F ratios)",
      validation.ties, validation.across_days(), test.ties, test.across_days());
}

}  // namespace sonosweep::tasks
