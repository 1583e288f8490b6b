#include "jobs/setup/served_tasks.h"

#include <algorithm>
#include <functional>

#include "core/error.h"
#include "tasks/common_label.h"
#include "tasks/readmission_views.h"
#include "tasks/sf_change_pairs.h"

namespace sonosweep::jobs {
namespace {

// Why these patients cannot serve the task; "" if they can.
std::string fault_of_sf_ratio(const data::PackIndex& index, const std::vector<std::string>& patients) {
  if (index.clinical.empty()) return "the data has no S/F ratios";
  const bool any = !tasks::videos_with_sf_ratio(index, patients).videos.empty();
  return any ? "" : "no video that has a day and a view has an S/F ratio";
}

std::string fault_of_sf_change(const data::PackIndex& index, const std::vector<std::string>& patients) {
  if (auto fault = fault_of_sf_ratio(index, patients); !fault.empty()) return fault;
  const bool any = !tasks::training_pairs(tasks::videos_with_sf_ratio(index, patients).videos).empty();
  return any ? "" : "no two videos of one zone have an S/F ratio";
}

constexpr const char* kStartsFromIt =
    "it starts from sf_change, which is left out; readmission.start = random trains it alone";

bool starts_from_what_is_left_out(const study::Study& study) {
  return study.readmission.start == "sf_change" && !study.has_task("sf_change");
}

std::string fault_of_readmission(const data::PackIndex& index, const std::vector<std::string>& patients,
                                 const study::Study& study) {
  const bool any_outcome =
      std::any_of(index.patients.begin(), index.patients.end(), [&](const auto& patient) {
        return patient.readmitted_30d >= 0 &&
               std::find(patients.begin(), patients.end(), patient.id) != patients.end();
      });
  if (!any_outcome) return "no patient's readmission is known";
  const auto samples =
      tasks::readmission_samples(index, patients, tasks::parse_readmission_days(study.readmission.days));
  if (samples.views.empty()) return "no patient of known outcome has a view recorded on two days";
  return starts_from_what_is_left_out(study) ? kStartsFromIt : "";
}

void remove_task(study::Study& study, const std::string& task) {
  study.tasks.erase(std::remove(study.tasks.begin(), study.tasks.end(), task), study.tasks.end());
}

using Patients = std::vector<std::string>;

bool has_pair_of_two_days(const data::PackIndex& index, const Patients& patients) {
  const auto videos = tasks::videos_with_sf_ratio(index, patients).videos;
  return !tasks::pairs_across_days(videos, tasks::evaluation_pairs(videos, false)).empty();
}

bool has_training_pair(const data::PackIndex& index, const Patients& patients, tasks::TrainPairs wanted) {
  return !tasks::training_pairs(tasks::videos_with_sf_ratio(index, patients).videos, wanted).empty();
}

// What is asked of the patients of a side, and how a side without it is described: "no test patient WHAT".
struct Samples {
  std::function<bool(const Patients&)> measured, trained;
  std::string what, what_trains;
};

Samples samples_of(const study::Study& study, study::RunKind task, const data::PackIndex& index) {
  switch (task) {
    case study::RunKind::kSfChange: {
      const auto wanted = tasks::parse_train_pairs(study.sf_change.train_pairs);
      return {[&index](const Patients& ids) { return has_pair_of_two_days(index, ids); },
              [&index, wanted](const Patients& ids) { return has_training_pair(index, ids, wanted); },
              "has two videos of one zone, with S/F ratios, on two days",
              fmt::format("is in a pair that sf_change.train_pairs = {} takes", study.sf_change.train_pairs)};
    }
    case study::RunKind::kSfRatio: {
      const auto any = [&index](const Patients& ids) {
        return !tasks::videos_with_sf_ratio(index, ids).videos.empty();
      };
      const char* const what = "has a video of a day and a view with an S/F ratio";
      return {any, any, what, what};
    }
    default: {
      const auto days = tasks::parse_readmission_days(study.readmission.days);
      const auto any = [&index, days](const Patients& ids) {
        return !tasks::readmission_samples(index, ids, days).views.empty();
      };
      const char* const what = "of known outcome has a view recorded on two days";
      return {any, any, what, what};
    }
  }
}

// What all who can train or validate readmission have come to; "" where they differ.
std::string one_outcome(const study::Study& study, const data::PackIndex& index, const study::Split& split) {
  Patients others;
  for (const auto& fold : split.folds) others.insert(others.end(), fold.begin(), fold.end());
  const auto days = tasks::parse_readmission_days(study.readmission.days);
  const auto outcome = tasks::common_label(tasks::readmission_samples(index, others, days).views);
  if (!outcome) return {};
  return *outcome == 1 ? "every patient who is not in the test set was readmitted"
                       : "no patient who is not in the test set was readmitted";
}

}  // namespace

std::vector<std::string> drop_unserved_tasks(study::Study& study, const data::PackIndex& index,
                                             const std::vector<std::string>& patients) {
  std::vector<std::string> lines;
  const auto drop = [&](const std::string& task, const std::string& fault) {
    if (fault.empty()) return;
    remove_task(study, task);
    lines.push_back(task + ": " + fault);
  };
  if (study.has_task("sf_change")) drop("sf_change", fault_of_sf_change(index, patients));
  if (study.has_task("sf_ratio")) drop("sf_ratio", fault_of_sf_ratio(index, patients));
  if (study.has_task("readmission")) drop("readmission", fault_of_readmission(index, patients, study));
  return lines;
}

std::string group_text(const std::vector<study::Split>& splits, std::size_t rotation) {
  return splits.size() > 1 ? fmt::format(" where group {} tests", rotation) : std::string();
}

std::string fault_of_splits(const study::Study& study, study::RunKind task, const data::PackIndex& index,
                            const std::vector<study::Split>& splits) {
  const auto samples = samples_of(study, task, index);
  for (std::size_t rotation = 0; rotation < splits.size(); ++rotation) {
    const auto& split = splits[rotation];
    const auto where = group_text(splits, rotation);
    if (!samples.measured(split.test)) return fmt::format("no test patient {}{}", samples.what, where);
    for (int fold = 0; fold < static_cast<int>(split.folds.size()); ++fold) {
      const auto sides = study::task_sides(split, fold);
      if (!samples.measured(sides.validation))
        return fmt::format("no validation patient of fold {} {}{}; fewer folds may do", fold, samples.what,
                           where);
      if (!samples.trained(sides.train))
        return fmt::format("no training patient of fold {} {}{}", fold, samples.what_trains, where);
    }
    if (task != study::RunKind::kReadmission) continue;
    if (const auto outcome = one_outcome(study, index, split); !outcome.empty())
      return fmt::format("{}{}: there is one class to learn", outcome, where);
  }
  return {};
}

std::vector<std::string> drop_task(study::Study& study, const std::string& task, const std::string& fault) {
  std::vector<std::string> lines = {task + ": " + fault};
  remove_task(study, task);
  if (study.has_task("readmission") && starts_from_what_is_left_out(study)) {
    remove_task(study, "readmission");
    lines.push_back(std::string("readmission: ") + kStartsFromIt);
  }
  return lines;
}

}  // namespace sonosweep::jobs
