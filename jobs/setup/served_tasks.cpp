#include "jobs/setup/served_tasks.h"

#include <algorithm>

#include "core/error.h"
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

bool has_pair_of_two_days(const data::PackIndex& index, const std::vector<std::string>& patients) {
  const auto videos = tasks::videos_with_sf_ratio(index, patients).videos;
  const auto pairs = tasks::evaluation_pairs(videos, false);
  return std::any_of(pairs.begin(), pairs.end(),
                     [&](const auto& pair) { return videos[pair.first].day != videos[pair.second].day; });
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

std::string fault_of_sf_change_splits(const data::PackIndex& index, const std::vector<study::Split>& splits) {
  constexpr const char* kPair = "has two videos of one zone, with S/F ratios, on two days";
  for (std::size_t rotation = 0; rotation < splits.size(); ++rotation) {
    const auto& split = splits[rotation];
    const auto where = splits.size() > 1 ? fmt::format(" where group {} tests", rotation) : std::string();
    if (!has_pair_of_two_days(index, split.test)) return fmt::format("no test patient {}{}", kPair, where);
    for (std::size_t fold = 0; fold < split.folds.size(); ++fold)
      if (!has_pair_of_two_days(index, split.folds[fold]))
        return fmt::format("no validation patient of fold {} {}{}; fewer folds may do", fold, kPair, where);
  }
  return {};
}

std::vector<std::string> drop_sf_change(study::Study& study, const std::string& fault) {
  std::vector<std::string> lines = {"sf_change: " + fault};
  remove_task(study, "sf_change");
  if (study.has_task("readmission") && starts_from_what_is_left_out(study)) {
    remove_task(study, "readmission");
    lines.push_back(std::string("readmission: ") + kStartsFromIt);
  }
  return lines;
}

}  // namespace sonosweep::jobs
