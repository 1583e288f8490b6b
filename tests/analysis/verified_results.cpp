#include "analysis/verified_results.h"

#include "analysis/made_up_results.h"
#include "core/atomic_file.h"
#include "farm/results/circumstances.h"
#include "farm/results/provenance.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis::testing {
namespace {

void write_predictions_of(const std::filesystem::path& path, study::RunKind kind) {
  if (kind == study::RunKind::kSfChange) tasks::write_predictions(path, verified_changes());
  if (kind == study::RunKind::kSfRatio) tasks::write_predictions(path, verified_ratios());
  if (kind == study::RunKind::kReadmission) tasks::write_predictions(path, verified_outcomes());
}

// By hand.
void state_metrics(farm::RunResult& result, study::RunKind kind) {
  auto& metrics = result.metrics;
  nlohmann::ordered_json test;
  if (kind == study::RunKind::kSfChange) {
    metrics = {{"accuracy3", 0.5}, {"accuracy2", 1}, {"accuracy3_days", 0.5}, {"accuracy2_days", 1}};
    for (const char* name : {"accuracy3", "accuracy2", "accuracy3_days", "accuracy2_days"})
      metrics[std::string("baseline_") + name] = 0.5;
    test = {{"decrease", 1}, {"same", 0}, {"increase", 1}, {"one_day", 0}, {"ties", 0}};
    result.details["test_videos"] = {{"a1", "p1"}, {"a2", "p1"}, {"b1", "p2"}, {"b2", "p2"}};
  } else if (kind == study::RunKind::kSfRatio) {
    for (const char* name : {"rmse_max", "rmse_average", "rmse_median"}) {
      metrics[name] = 0.1767766952966369;
      metrics[std::string("baseline_") + name] = 0.125;
    }
    test = {{"videos", 4}, {"patient_days", 4}};
  } else {
    metrics = {{"accuracy", 0.5},          {"recall", 1},          {"precision", 0.5},
               {"baseline_accuracy", 0.5}, {"baseline_recall", 0}, {"baseline_precision", 0}};
    test = {{"readmitted", 1}, {"not_readmitted", 1}, {"views", 2}};
  }
  result.details["counts"]["test"] = test;
  result.details["patients"]["test"] = 2;
}

}  // namespace

std::vector<tasks::SfChangePrediction> verified_changes() {
  return {{"a1", "a2", tasks::SfChange::kIncrease, {0, 0, 1}, "p1", 1, 2},
          {"b1", "b2", tasks::SfChange::kDecrease, {0, 1, 0}, "p2", 1, 2}};
}

std::vector<tasks::SfRatioPrediction> verified_ratios() {
  return {{"a1", "p1", 1, "R1", 0.5, 0.5},
          {"a2", "p1", 2, "R1", 0.75, 0.5},
          {"b1", "p2", 1, "R1", 0.75, 1},
          {"b2", "p2", 2, "R1", 0.5, 0.5}};
}

std::vector<tasks::ReadmissionPrediction> verified_outcomes() {
  return {{"p1", "R1", 1, 0, 1}, {"p2", "R1", 0, 0, 0.5}};
}

void write_verified_results(const sweep::StudyFolder& folder, const study::Study& study) {
  write_study(folder, study);
  for (const auto& run : study::all_runs(study)) {
    const auto id = run.id();
    const auto home = folder.run(id);
    const bool is_cache = run.kind == study::RunKind::kCache;
    create_folders(home);
    write_file_atomically(home / (is_cache ? "masks.h5" : "best.pt"), "weights or masks of " + id);
    if (!is_cache) write_file_atomically(home / "history.csv", "epoch,loss\n1,0.5\n");
    write_predictions_of(home / "predictions.csv", run.kind);
    farm::RunResult result;
    result.run_id = id;
    result.done = true;
    result.metrics = {{"iou", 0.5}};
    if (study::is_clinical(run.kind)) state_metrics(result, run.kind);
    auto& details = result.details;
    details["config"] = study::study_to_json(study);
    details["study"] = sweep::study_digest(details["config"]);
    details["data"] = {{"name", "phantom"}, {"checksum", "abc"}};
    details["program"] = {{"git_describe", "v1"}, {"binary", "b1"}};
    details["versions"] = {{"libtorch", "1.13.1"}};
    farm::record_files(result, home);
    farm::set_output(result, is_cache ? "masks of " + id : details["files"]["best.pt"].get<std::string>());
    for (const auto& need : study::needs_of(study, run))
      farm::add_input(result, need, farm::output_of(farm::read_run_result(folder.result_file(need))));
    farm::write_run_result(folder.result_file(id), result);
  }
}

void change_result(const sweep::StudyFolder& folder, const std::string& run_id,
                   const std::function<void(farm::RunResult&)>& change) {
  auto result = farm::read_run_result(folder.result_file(run_id));
  change(result);
  farm::write_run_result(folder.result_file(run_id), result);
}

void flip_bit(const sweep::StudyFolder& folder, const std::string& run_id, const std::string& file) {
  const auto path = folder.run(run_id) / file;
  auto bytes = read_file(path);
  bytes.at(bytes.size() / 2) ^= 1;
  write_file_atomically(path, bytes);
}

}  // namespace sonosweep::analysis::testing
