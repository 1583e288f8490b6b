#include "analysis/verified_results.h"

#include "analysis/made_up_results.h"
#include "core/atomic_file.h"
#include "farm/results/circumstances.h"
#include "farm/results/provenance.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis::testing {

void write_verified_results(const sweep::StudyFolder& folder, const study::Study& study) {
  write_study(folder, study);
  for (const auto& run : study::all_runs(study)) {
    const auto id = run.id();
    const auto home = folder.run(id);
    const bool is_cache = run.kind == study::RunKind::kCache;
    create_folders(home);
    write_file_atomically(home / (is_cache ? "masks.h5" : "best.pt"), "weights or masks of " + id);
    if (!is_cache) write_file_atomically(home / "history.csv", "epoch,loss\n1,0.5\n");
    if (study::is_clinical(run.kind)) write_file_atomically(home / "predictions.csv", "of " + id);
    farm::RunResult result;
    result.run_id = id;
    result.done = true;
    result.metrics = {{"iou", 0.5}};
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
