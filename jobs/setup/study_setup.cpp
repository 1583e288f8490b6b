#include "jobs/setup/study_setup.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "data/basis_points.h"
#include "data/pack_reader.h"
#include "jobs/setup/batch_check.h"
#include "jobs/setup/cohort.h"
#include "jobs/setup/served_tasks.h"
#include "jobs/setup/study_notes.h"
#include "study/study_file.h"
#include "study/video_input.h"
#include "sweep/study_folder.h"
#include "tasks/shuffled_masks.h"

namespace sonosweep::jobs {
namespace {

// Patients with a frame that counts as annotated under the study's fusion.
std::set<std::string> annotated_patients(const data::PackIndex& index, const std::string& fusion_text) {
  const auto fusion = data::Fusion::parse(fusion_text);
  std::set<std::string> annotated;
  std::vector<std::string> annotators;
  for (const auto& row : index.annotations) {
    if (std::find(annotators.begin(), annotators.end(), row.annotator) == annotators.end())
      annotators.push_back(row.annotator);
    if (fusion.kind == data::Fusion::Kind::kOne && row.annotator != fusion.annotator) continue;
    annotated.insert(index.videos.at(static_cast<std::size_t>(row.video)).patient);
  }
  if (annotators.empty())
    throw_error<UsageError>("the pack '{}' has no annotated frame, so no segmenter can be trained on it",
                            index.name);
  if (annotated.empty())
    throw_error<UsageError>("fusion = {}: nobody of that name annotated{}", fusion_text,
                            did_you_mean(fusion.annotator, annotators));
  return annotated;
}

std::vector<study::Split> draw_splits(const study::Study& study, std::vector<study::SplitPatient> patients) {
  study::SplitRequest request;
  request.test_patients = study.test_patients;
  request.validation_patients = study.validation_patients;
  request.folds = study.folds;
  request.test_ids = study.test_ids;
  request.validation_ids = study.validation_ids;
  request.seed = study.split_seed;
  request.clinical = study.has_clinical_task();
  request.fold_segmenters = request.clinical && study.has_fold_segmenters();
  if (study.outer_test == "rotate") return study::draw_rotations(std::move(patients), request);
  return {study::draw_split(std::move(patients), request)};
}

// Controls are of the clinical tasks; true masks of every frame are known of synthetic data only.
void drop_unserved_controls(study::Study& study, const data::PackIndex& index) {
  for (const auto& control : study::control_inputs()) {
    if (!control.needs_truth || index.has_frame_truth || !study.has_control(control.name)) continue;
    study.controls.erase(std::remove(study.controls.begin(), study.controls.end(), control.name),
                         study.controls.end());
    if (study.has_clinical_task())
      log_info("control '{}' is left out: the data has no true masks of every frame", control.name);
  }
}

// Before any training, and before what else such data cannot serve.
void check_controls(const study::Study& study, const data::PackIndex& index,
                    const std::vector<std::string>& patients) {
  if (study.has_clinical_task() && study.has_control("shuffled") && index.has_frame_truth)
    (void)tasks::videos_of_shuffled_masks(index, patients);
}

// From the ratios as recorded and as normalised, which the pack keeps; what divided them it does not.
std::optional<double> sf_scale_of(const data::PackIndex& index) {
  constexpr double kRounding = 1e-5;  // relative: either ratio may have been written with few digits
  std::optional<double> scale;
  for (const auto& row : index.clinical) {
    if (!(row.sf_ratio > 0) || !(row.sf_ratio_raw > 0)) continue;
    const double here = row.sf_ratio_raw / row.sf_ratio;
    if (!scale) scale = here;
    if (std::abs(here / *scale - 1) < kRounding) continue;
    log_warning(
        "the S/F ratios of the data are normalised by {:.6g} and by {:.6g}: they do not compare; pack the "
        "data "
        "anew",
        *scale, here);
    return 0;
  }
  return scale ? parse_number(fmt::format("{:.6g}", *scale)) : std::nullopt;
}

// The study that was begun in the folder; what is wrong with its study.json is said by whoever opens the
// folder.
std::optional<nlohmann::ordered_json> begun_study(const sweep::StudyFolder* folder) {
  if (folder == nullptr || !std::filesystem::exists(folder->study_file())) return std::nullopt;
  try {
    return folder->read_record().study;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

bool was_begun_with(const sweep::StudyFolder* folder, const std::string& task) {
  const auto begun = begun_study(folder);
  if (!begun) return false;
  const auto tasks =
      begun->value("study", nlohmann::ordered_json::object()).value("tasks", nlohmann::ordered_json());
  return std::find(tasks.begin(), tasks.end(), task) != tasks.end();
}

void go_on_by_earlier_rules(study::Study& study, const sweep::StudyFolder* folder) {
  const auto begun = begun_study(folder);
  if (!begun) return;
  for (const auto& key : study::keep_earlier_rules(study, *begun))
    log_info(
        "{}: the study was begun without this key and goes on by the earlier rule; a new folder gets the new "
        "one",
        key);
}

// Each clinical task needs samples on every side of every split. Without any there are no folds to draw for.
std::vector<study::Split> draw_splits_that_serve(StudySetup& setup, const data::PackIndex& index,
                                                 const std::vector<study::SplitPatient>& patients,
                                                 const sweep::StudyFolder* folder) {
  const auto splits = draw_splits(setup.study, patients);
  for (const auto task :
       {study::RunKind::kSfChange, study::RunKind::kSfRatio, study::RunKind::kReadmission}) {
    const std::string name = study::run_kind_name(task);
    if (!setup.study.has_task(name)) continue;
    const auto fault = fault_of_splits(setup.study, task, index, splits);
    if (fault.empty()) continue;
    if (was_begun_with(folder, name)) {
      log_warning("{}: {}; the study was begun with it and goes on with it", name, fault);
      continue;
    }
    for (auto& line : drop_task(setup.study, name, fault))
      setup.record.skipped_tasks.push_back(std::move(line));
  }
  return draw_splits(setup.study, patients);
}

}  // namespace

void say_notes(const std::vector<std::string>& notes) {
  for (const auto& line : notes) log_warning("{}", line);
  if (notes.size() > 1) log_info("{} on the study, above; it goes on", counted(notes.size(), "note"));
}

StudySetup set_up_study(const data::PackIndex& index, study::Study study, const sweep::StudyFolder* folder) {
  go_on_by_earlier_rules(study, folder);
  const auto annotated = annotated_patients(index, study.fusion);
  std::vector<study::SplitPatient> patients;
  std::vector<std::string> ids;
  for (const auto& patient : cohort_patients(index, study.cohort)) {
    patients.push_back({patient.id, patient.readmitted_30d, annotated.count(patient.id) != 0});
    ids.push_back(patient.id);
  }

  check_controls(study, index, ids);

  StudySetup setup;
  setup.study = std::move(study);
  setup.record.skipped_tasks = drop_unserved_tasks(setup.study, index, ids);
  auto splits = draw_splits_that_serve(setup, index, patients, folder);
  for (const auto& line : setup.record.skipped_tasks) log_warning("task left out: {}", line);
  drop_unserved_controls(setup.study, index);

  setup.record.study = study::study_to_json(setup.study);
  setup.record.data_name = index.name;
  setup.record.data_checksum = index.checksum;
  setup.record.classes = index.classes;
  setup.record.has_truth = index.has_truth;
  setup.record.sf_scale = sf_scale_of(index);
  setup.record.splits = std::move(splits);
  check_batch_statistics(setup.study, index, setup.record.splits);
  setup.notes = study_notes(setup.study, index, setup.record.splits);
  return setup;
}

StudySetup set_up_study(const std::filesystem::path& data, const std::filesystem::path& study_file,
                        const sweep::StudyFolder* folder) {
  auto study = study::read_study_file(study_file);
  return set_up_study(data::PackReader(data).index(), std::move(study), folder);
}

}  // namespace sonosweep::jobs
