#include "analysis/made_up_results.h"

#include <cmath>

#include "core/atomic_file.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis::testing {

study::Study small_study() {
  study::Study study;
  study.thresholds = {0, 60};
  study.tasks = {"segmentation"};
  return study;
}

study::Split made_up_split() {
  study::Split split;
  split.train = {"p4"};
  split.validation = {"p3"};
  split.test = {"p1", "p2"};
  split.folds = {{"p3"}, {"p4"}};
  return split;
}

study::Study clinical_study() {
  auto study = small_study();
  study.tasks = {"segmentation", "sf_change", "sf_ratio", "readmission"};
  study.controls = {"grayscale"};
  study.folds = 2;
  return study;
}

namespace {

sweep::StudyRecord record_of(const study::Study& study) {
  sweep::StudyRecord record;
  record.study = study::study_to_json(study);
  record.data_name = "phantom";
  record.data_checksum = "abc";
  record.classes = {"pleura", "a_line"};
  return record;
}

}  // namespace

void write_study(const sweep::StudyFolder& folder, const study::Study& study, bool has_truth,
                 const std::vector<std::string>& skipped_tasks) {
  auto record = record_of(study);
  record.has_truth = has_truth;
  record.skipped_tasks = skipped_tasks;
  study::Split split = made_up_split();
  record.splits = {split};
  for (int o = 1; o < study.rotations(); ++o) {
    split.test = {"p" + std::to_string(o + 2)};
    record.splits.push_back(split);
  }
  folder.open(record);
}

void write_study_of_patients(const sweep::StudyFolder& folder, const study::Study& study,
                             const std::vector<std::string>& test_patients, const std::string& data_name) {
  auto record = record_of(study);
  record.data_name = data_name;
  record.splits = {made_up_split()};
  record.splits.front().test = test_patients;
  folder.open(record);
}

void write_done(const sweep::StudyFolder& folder, const std::string& run_id,
                const std::map<std::string, double>& metrics, const nlohmann::ordered_json& details) {
  create_folders(folder.run(run_id));
  farm::RunResult result;
  result.run_id = run_id;
  result.done = true;
  result.metrics = metrics;
  result.details = details;
  farm::write_run_result(folder.result_file(run_id), result);
}

void write_failed(const sweep::StudyFolder& folder, const std::string& run_id, const std::string& cause) {
  create_folders(folder.run(run_id));
  farm::RunResult result;
  result.run_id = run_id;
  result.cause = cause;
  farm::write_run_result(folder.result_file(run_id), result);
}

void write_others_done(const sweep::StudyFolder& folder, const study::Study& study,
                       const std::map<std::string, double>& metrics) {
  for (const auto& run : study::all_runs(study))
    if (!std::filesystem::exists(folder.result_file(run.id()))) write_done(folder, run.id(), metrics);
}

void write_untrained(const sweep::StudyFolder& folder, const study::Study& study, int threshold) {
  for (const auto& run : study::all_runs(study)) {
    if (run.threshold != threshold || run.input != study::VideoInput::kMasks ||
        run.kind == study::RunKind::kLrChoice || std::filesystem::exists(folder.result_file(run.id())))
      continue;
    auto segmenter = run;
    segmenter.kind = study::RunKind::kSegmentation;
    if (!study.has_fold_segmenters()) segmenter.fold = -1;
    farm::RunResult result;
    result.run_id = run.id();
    sweep::set_nothing_to_learn(result, segmenter.id());
    for (const auto& need : study::needs_of(study, run)) farm::add_input(result, need, "");
    create_folders(folder.run(run.id()));
    farm::write_run_result(folder.result_file(run.id()), result);
  }
}

nlohmann::ordered_json spread_details(double sd_ratio) {
  const nlohmann::ordered_json side = {
      {"rows", 4}, {"sd_ratio", sd_ratio}, {"constant", sd_ratio < 0.01}, {"one_class", false}};
  auto both = side;
  both["rows"] = 8;
  both["validation"] = side;
  both["test"] = side;
  return {{sweep::kPredictions, both}};
}

nlohmann::ordered_json constant_details() {
  return spread_details(0.001);
}

std::map<std::string, double> made_up_metrics(double ce) {
  return {
      {"iou", 0.5},        {"weighted_ce", 0.25},     {"ce_unthresholded", ce},          {"trimap", 0.125},
      {"truth_iou", 0.75}, {"iou_class/pleura", 0.5}, {"iou_class/a_line", std::nan("")}};
}

Table sample_table() {
  Table table;
  table.name = "sample";
  table.label = "Table 9";
  table.caption = "Numbers of 50 % & more.";
  Column threshold;
  threshold.name = "threshold";
  threshold.title = "Threshold";
  threshold.is_text = true;
  Column iou;
  iou.name = "iou";
  iou.title = "IoU";
  iou.better = Direction::kUp;
  Column loss;
  loss.name = "loss_a,b";
  loss.title = "Loss <b>_|";
  loss.better = Direction::kDown;
  loss.may_mark_best = true;
  table.columns = {threshold, iou, loss};
  const auto row = [](const char* csv, const char* text, double a, double b) {
    return Row{
        {Cell::label(csv, text), Cell::number(stats::summarize({a})), Cell::number(stats::summarize({b}))},
        1};
  };
  table.rows = {row("0", "> 0 %", 0.5, 0.25), row("60", ">= 60 %", 0.1, 0.0625),
                row("100", "= 100 %", std::nan(""), 2)};
  table.footnotes = {"A note on a_line."};
  mark_best(table);
  return table;
}

}  // namespace sonosweep::analysis::testing
