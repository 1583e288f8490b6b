#include "analysis/tables/clinical_task.h"

#include "analysis/tables/caption_text.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {
namespace {

constexpr auto kUp = Direction::kUp;
constexpr auto kDown = Direction::kDown;

ClinicalTask sf_change() {
  ClinicalTask task;
  task.kind = study::RunKind::kSfChange;
  task.label = "Table 2";
  task.name = "table2_sf_change";
  task.prefix = "table2";
  task.title = "S/F change";
  task.metrics = {Column::metric("accuracy3", "3-class accuracy", kUp, true),
                  Column::metric("accuracy2", "2-class accuracy", kUp, true)};
  task.baseline = "majority_class";
  task.baseline_title = "majority class";
  task.classes = {"decrease", "same", "increase"};
  task.counts = {Column::count("decrease", "Decrease"), Column::count("same", "Same"),
                 Column::count("increase", "Increase")};
  task.whole = task.sample = "pairs";
  task.whole_title = "Pairs";
  task.sample_noun = "pair";
  task.sample_need = "has a pair of videos";
  task.more_metrics = {Column::metric("accuracy3_days", "3-class, two days", kUp),
                       Column::metric("accuracy2_days", "2-class, two days", kUp)};
  task.more_title = "accuracy over pairs of two days";
  task.more_notes = {
      "Two days: accuracy over pairs of videos of two days. Videos of one day have one S/F ratio: their "
      "pairs "
      "are all of class same, and left out here.",
      "Majority class: the most frequent one among the training patients' own pairs of two days."};
  for (const char* metric : {"accuracy3_days", "accuracy2_days"})
    task.metric_needs[metric] = "has a pair of videos of two days";
  task.notes = {"2-class: increase against decrease and same together, merged after the choice among three.",
                "Majority class: the most frequent one among the training patients' own pairs."};
  return task;
}

ClinicalTask sf_ratio() {
  constexpr int kDecimals = 4;  // as in the paper
  ClinicalTask task;
  task.kind = study::RunKind::kSfRatio;
  task.label = "Table 3";
  task.name = "table3_sf_ratio";
  task.prefix = "table3";
  task.title = "S/F ratio";
  task.metrics = {Column::metric("rmse_max", "RMSE-Max", kDown, true, kDecimals),
                  Column::metric("rmse_average", "RMSE-Average", kDown, true, kDecimals),
                  Column::metric("rmse_median", "RMSE-Median", kDown, true, kDecimals)};
  task.baseline = "training_mean";
  task.baseline_title = "training mean";
  task.counts = {Column::count("videos", "Videos"), Column::count("patient_days", "Patient-days")};
  task.sample = "patient_days";
  task.sample_noun = "patient-day";
  task.sample_need = "has an S/F ratio";
  task.notes = {
      "RMSE over (patient, day) in units of the normalised ratio, %SF%; maximum, average and "
      "median are taken over the views of a day.",
      "Training mean: over the training videos."};
  return task;
}

ClinicalTask readmission() {
  ClinicalTask task;
  task.kind = study::RunKind::kReadmission;
  task.label = "Table 4";
  task.name = "table4_readmission";
  task.prefix = "table4";
  task.title = "30-day readmission";
  task.metrics = {Column::metric("accuracy", "Accuracy", kUp, true), Column::metric("recall", "Recall", kUp),
                  Column::metric("precision", "Precision", kUp)};
  task.baseline = "majority_class";
  task.baseline_title = "majority class";
  task.classes = {"readmitted", "not_readmitted"};
  task.counts = {Column::count("readmitted", "Readmitted"), Column::count("not_readmitted", "Not readmitted"),
                 Column::count("views", "Views")};
  task.whole = "patients";
  task.whole_title = "Patients";
  task.sample = "readmitted";
  task.sample_noun = "readmitted patient";
  task.sample_need = "of known outcome has a view on both days";
  task.metric_needs = {{"recall", "was readmitted"}};
  task.unscored_metric = "precision";
  task.unscored_reason =
      "Precision is about those predicted to be readmitted, others at each threshold: no patient has a score "
      "of "
      "it, and it is not compared. Recall is about the readmitted patients only.";
  task.notes = {
      "One vote per view, majority per patient; positive = readmitted. Precision counts 0 where nobody is "
      "predicted to be readmitted.",
      "Recall and precision are never bold: each by itself is best of an answer that helps nobody (recall of "
      "yes "
      "for everybody, precision of yes for the surest one).",
      "Majority class: the more frequent outcome among the training patients."};
  return task;
}

}  // namespace

const std::vector<ClinicalTask>& clinical_tasks() {
  static const std::vector<ClinicalTask> tasks = {sf_change(), sf_ratio(), readmission()};
  return tasks;
}

std::vector<std::string> notes_of(const ClinicalTask& task, const sweep::StudyRecord& record) {
  const std::string unit = "%SF%";
  auto notes = task.notes;
  for (auto& note : notes)
    if (const auto at = note.find(unit); at != std::string::npos)
      note.replace(at, unit.size(), sf_unit_text(record));
  return notes;
}

}  // namespace sonosweep::analysis
