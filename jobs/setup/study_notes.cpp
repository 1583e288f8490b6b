#include "jobs/setup/study_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "core/text.h"
#include "jobs/setup/served_tasks.h"
#include "tasks/clinical_videos.h"
#include "tasks/common_label.h"
#include "tasks/readmission_views.h"
#include "tasks/sf_change_pairs.h"

namespace sonosweep::jobs {
namespace {

using Patients = std::vector<std::string>;
using Splits = std::vector<study::Split>;

// What all samples of these patients have in common: "was readmitted"; "" where they differ or there are
// none.
using InCommon = std::function<std::string(const Patients&)>;

// Places with the same in common stand in one line.
class Places {
 public:
  void add(const std::string& in_common, std::string place) {
    if (!in_common.empty()) places_[in_common].push_back(std::move(place));
  }
  // `line` of what is in common, and where: "the training patients of fold 0 and of fold 1".
  void append_lines(std::vector<std::string>& lines,
                    const std::function<std::string(const std::string&, const std::string&)>& line) const {
    constexpr std::size_t kNamed = 3;
    for (const auto& [in_common, places] : places_) {
      const auto named = places.begin() + static_cast<std::ptrdiff_t>(std::min(kNamed, places.size()));
      auto text = join({places.begin(), named}, ", ");
      if (places.size() > kNamed) text += fmt::format(" and {} more", places.size() - kNamed);
      lines.push_back(line(in_common, text));
    }
  }

 private:
  std::map<std::string, std::vector<std::string>> places_;
};

Places training_sides(const Splits& splits, const InCommon& in_common) {
  Places places;
  for (std::size_t rotation = 0; rotation < splits.size(); ++rotation)
    for (int fold = 0; fold < static_cast<int>(splits[rotation].folds.size()); ++fold)
      places.add(in_common(study::task_sides(splits[rotation], fold).train),
                 fmt::format("fold {}{}", fold, group_text(splits, rotation)));
  return places;
}

Places test_sides(const Splits& splits, const InCommon& in_common) {
  Places places;
  for (std::size_t rotation = 0; rotation < splits.size(); ++rotation)
    places.add(in_common(splits[rotation].test),
               splits.size() > 1 ? fmt::format("group {}", rotation) : std::string("the test set"));
  return places;
}

void add_readmission(std::vector<std::string>& lines, const study::Study& study, const data::PackIndex& index,
                     const Splits& splits) {
  const auto days = tasks::parse_readmission_days(study.readmission.days);
  const InCommon in_common = [&](const Patients& patients) -> std::string {
    const auto outcome = tasks::common_label(tasks::readmission_samples(index, patients, days).views);
    if (!outcome) return {};
    return *outcome == 1 ? "all" : "none";
  };
  training_sides(splits, in_common).append_lines(lines, [](const auto& who, const auto& where) {
    return fmt::format(
        "readmission: {} of the training patients of {} {} readmitted: there is one class to learn; another "
        "split_seed, or other folds, may do",
        who, where, who == "all" ? "were" : "was");
  });
  test_sides(splits, in_common).append_lines(lines, [](const auto& who, const auto& where) {
    return fmt::format(
        "readmission: {} of the patients of {} {} readmitted: who answers so for everybody is right; another "
        "split_seed, or more test_patients, may do",
        who, where, who == "all" ? "were" : "was");
  });
}

const char* change_text(tasks::SfChange change) {
  switch (change) {
    case tasks::SfChange::kDecrease:
      return "falls";
    case tasks::SfChange::kIncrease:
      return "rises";
    case tasks::SfChange::kSame:
      break;
  }
  return "stays the same";
}

// Of pairs of two days as they are measured.
std::string change_in_common(const data::PackIndex& index, const Patients& patients, bool both) {
  const auto videos = tasks::videos_with_sf_ratio(index, patients).videos;
  const auto change =
      tasks::common_label(tasks::pairs_across_days(videos, tasks::evaluation_pairs(videos, both)));
  return change ? change_text(*change) : "";
}

bool is_same_in_all_training_pairs(const data::PackIndex& index, const Patients& patients,
                                   tasks::TrainPairs wanted) {
  const auto videos = tasks::videos_with_sf_ratio(index, patients).videos;
  return tasks::common_label(tasks::training_pairs(videos, wanted)) == tasks::SfChange::kSame;
}

void add_sf_change(std::vector<std::string>& lines, const study::Study& study, const data::PackIndex& index,
                   const Splits& splits) {
  const auto wanted = tasks::parse_train_pairs(study.sf_change.train_pairs);
  // The order within a training pair is drawn: where one rises another falls.
  training_sides(splits, [&](const Patients& patients) {
    return is_same_in_all_training_pairs(index, patients, wanted) ? std::string("same") : std::string();
  }).append_lines(lines, [](const auto&, const auto& where) {
    return fmt::format(
        "sf_change: the S/F ratio is the same in all training pairs of {}: there is one class to learn; look "
        "at "
        "the ratios of the data, or leave sf_change out of the tasks",
        where);
  });
  const bool both = study.sf_change.eval_pairs == "both";
  test_sides(splits, [&](const Patients& patients) {
    return change_in_common(index, patients, both);
  }).append_lines(lines, [](const auto& change, const auto& where) {
    return fmt::format(
        "sf_change: from one day to a later one the S/F ratio {} in all pairs of {}: who always answers so "
        "is "
        "right; sf_change.eval_pairs = both measures each pair in either order",
        change, where);
  });
}

void add_sf_ratio(std::vector<std::string>& lines, const data::PackIndex& index, const Splits& splits) {
  training_sides(splits, [&](const Patients& patients) {
    const auto videos = tasks::videos_with_sf_ratio(index, patients).videos;
    const bool differ =
        videos.size() < 2 || std::any_of(videos.begin(), videos.end(), [&](const auto& video) {
          return video.sf_ratio != videos.front().sf_ratio;
        });
    return differ ? std::string() : fmt::format("{}", *videos.front().sf_ratio);
  }).append_lines(lines, [](const auto& ratio, const auto& where) {
    return fmt::format(
        "sf_ratio: every training video of {} has the S/F ratio {}: there is nothing to tell apart; look at "
        "the "
        "ratios of the data, or leave sf_ratio out of the tasks",
        where, ratio);
  });
}

void add_frames(std::vector<std::string>& lines, const study::Study& study, const data::PackIndex& index,
                const Splits& splits) {
  std::int64_t longest = 0;
  for (const auto& video : tasks::clinical_videos(index, study::patients_of(splits.front())).videos)
    longest = std::max(longest, video.num_frames);
  if (longest == 0 || study.video.frames <= longest) return;
  lines.push_back(
      fmt::format("video.frames = {}: the longest video has {}, so every clip holds frames more than once; "
                  "choose {} or less",
                  study.video.frames, counted(longest, "frame"), longest));
}

}  // namespace

std::vector<std::string> study_notes(const study::Study& study) {
  const auto task = study::task_of_metric(study.recommend_by);
  if (study.has_task(task)) return {};
  return {fmt::format(
      "study.recommend_by = {}: {} is not trained, so no threshold will be recommended; add it to the tasks, "
      "or declare a metric of a task that is",
      study.recommend_by, task)};
}

std::vector<std::string> study_notes(const study::Study& study, const data::PackIndex& index,
                                     const Splits& splits) {
  auto lines = study_notes(study);
  if (study.recommend_by == "truth_iou" && !index.has_truth)
    lines.emplace_back(
        "study.recommend_by = truth_iou: the true structures of this data are not known, so no threshold "
        "will be "
        "recommended; declare another metric, ce_unthresholded say");
  if (study.has_task("sf_change")) add_sf_change(lines, study, index, splits);
  if (study.has_task("sf_ratio")) add_sf_ratio(lines, index, splits);
  if (study.has_task("readmission")) add_readmission(lines, study, index, splits);
  if (study.has_clinical_task()) add_frames(lines, study, index, splits);
  return lines;
}

}  // namespace sonosweep::jobs
