#include "analysis/verify/study_faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/tables/caption_text.h"
#include "core/error.h"
#include "core/text.h"

namespace sonosweep::analysis {
namespace {

using Lines = std::vector<std::string>;
using Ids = std::set<std::string>;

// SpO2 / FiO2 of 30 % on pure oxygen, and more than 100 % on room air.
constexpr double kLeastRatio = 30, kMostRatio = 500;

Ids ids_of(const std::vector<std::string>& a, const std::vector<std::string>& b = {}) {
  Ids ids(a.begin(), a.end());
  ids.insert(b.begin(), b.end());
  return ids;
}

Ids missing_in(const Ids& there, const Ids& here) {
  Ids missing;
  std::set_difference(there.begin(), there.end(), here.begin(), here.end(),
                      std::inserter(missing, missing.end()));
  return missing;
}

std::string some(const Ids& ids) {
  return some_of({ids.begin(), ids.end()});
}

void add_split_faults(Lines& lines, const study::Split& split, const study::Study& study,
                      const std::string& where) {
  try {
    study::check_split(split);
  } catch (const Error& error) {
    lines.push_back(where + error.what());
  }
  if (study.has_clinical_task() && split.folds.size() != static_cast<std::size_t>(study.folds))
    lines.push_back(
        fmt::format("{}splits has {} folds, the study {}", where, split.folds.size(), study.folds));
  const std::size_t segmenters = study.has_fold_segmenters() ? split.folds.size() : 0;
  if (split.fold_segmenters.size() != segmenters)
    lines.push_back(fmt::format("{}splits has {} segmenters of folds, the study {}", where,
                                split.fold_segmenters.size(), segmenters));
  Ids folds;
  for (const auto& fold : split.folds) folds.insert(fold.begin(), fold.end());
  const auto segmenter = ids_of(split.train, split.validation);
  if (const auto ids = missing_in(segmenter, folds); !ids.empty())
    lines.push_back(fmt::format("{}splits: {} in the segmenter's training or validation, and in no fold",
                                where, some(ids)));
  if (const auto ids = missing_in(folds, segmenter); !ids.empty())
    lines.push_back(fmt::format("{}splits: {} in a fold, and not in the segmenter's training or validation",
                                where, some(ids)));
}

// Each patient tests once, and the groups are about the same patients.
void add_rotation_faults(Lines& lines, const std::vector<study::Split>& splits) {
  std::map<std::string, std::size_t> groups;
  for (std::size_t o = 0; o < splits.size(); ++o)
    for (const auto& patient : splits[o].test)
      if (const auto [found, is_new] = groups.emplace(patient, o); !is_new)
        lines.push_back(fmt::format("splits.rotations: '{}' tests in group {} and in group {}", patient,
                                    found->second, o));
  const auto first = ids_of(study::patients_of(splits.front()));
  for (std::size_t o = 1; o < splits.size(); ++o)
    if (const auto ids = ids_of(study::patients_of(splits[o])); ids != first) {
      auto others = missing_in(ids, first);
      others.merge(missing_in(first, ids));
      lines.push_back(
          fmt::format("splits.rotations: {} in one of group 0 and group {} only", some(others), o));
    }
}

void add_class_faults(Lines& lines, const std::vector<std::string>& classes) {
  Ids seen;
  for (const auto& name : classes)
    if (name.empty() || !seen.insert(name).second)
      lines.push_back(
          fmt::format("data.classes: '{}' {}", name, name.empty() ? "is no name" : "stands twice"));
}

void add_scale_faults(Lines& lines, const std::optional<double>& scale, const SeenRatios& ratios) {
  if (!scale) return;
  if (!std::isfinite(*scale) || *scale < 0) {
    lines.push_back(fmt::format("sf_scale is {}, and nothing can be divided by that", *scale));
  } else if (*scale > 0 && ratios.any) {
    const double least = ratios.least * *scale, most = ratios.most * *scale;
    if (most > kMostRatio || least < kLeastRatio)
      lines.push_back(
          fmt::format("sf_scale is {}: the test patients' S/F ratios, {:.4g} to {:.4g} in predictions.csv, "
                      "would be {:.4g} "
                      "to {:.4g}, and real ones are 50 to 500",
                      *scale, ratios.least, ratios.most, least, most));
  }
}

}  // namespace

void SeenRatios::add(double ratio) {
  least = any ? std::min(least, ratio) : ratio;
  most = any ? std::max(most, ratio) : ratio;
  any = true;
}

Lines study_faults(const sweep::StudyRecord& record, const study::Study& study, const SeenRatios& ratios) {
  Lines lines;
  const auto& splits = record.splits;
  if (splits.size() != static_cast<std::size_t>(study.rotations()))
    lines.push_back(
        fmt::format("splits has {}, the study {}", counted(splits.size(), "test group"), study.rotations()));
  for (std::size_t o = 0; o < splits.size(); ++o)
    add_split_faults(lines, splits[o], study, splits.size() > 1 ? fmt::format("group {}: ", o) : "");
  if (splits.size() > 1) add_rotation_faults(lines, splits);
  add_class_faults(lines, record.classes);
  add_scale_faults(lines, record.sf_scale, ratios);
  return lines;
}

}  // namespace sonosweep::analysis
