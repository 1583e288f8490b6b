#include "analysis/verified_results.h"

#include "analysis/made_up_results.h"
#include "core/atomic_file.h"
#include "sweep/results/circumstances.h"
#include "sweep/results/provenance.h"
#include "sweep/study/grid.h"
#include "sweep/study/study_file.h"

namespace sonosweep::analysis::testing {

void write_verified_results(const sweep::ResultsFolder& folder, const sweep::Study& study) {
  write_study(folder, study);
  for (const auto& run : sweep::all_runs(study)) {
    const auto id = run.id();
    const auto home = folder.run(id);
    const bool is_cache = run.kind == sweep::RunKind::kCache;
    create_folders(home);
    write_file_atomically(home / (is_cache ? "masks.h5" : "best.pt"), "weights or masks of " + id);
    if (!is_cache) write_file_atomically(home / "history.csv", "epoch,loss\n1,0.5\n");
    if (sweep::is_clinical(run.kind)) write_file_atomically(home / "predictions.csv", "of " + id);
    sweep::RunResult result;
    result.run_id = id;
    result.done = true;
    result.metrics = {{"iou", 0.5}};
    auto& details = result.details;
    details["config"] = sweep::study_to_json(study);
    details["study"] = sweep::study_digest(details["config"]);
    details["data"] = {{"name", "phantom"}, {"checksum", "abc"}};
    details["program"] = {{"git_describe", "v1"}, {"binary", "b1"}};
    details["versions"] = {{"libtorch", "1.13.1"}};
    sweep::record_files(result, home);
    sweep::set_output(result, is_cache ? "masks of " + id : details["files"]["best.pt"].get<std::string>());
    for (const auto& need : sweep::needs_of(study, run))
      sweep::add_input(result, need, sweep::output_of(sweep::read_run_result(folder.result_file(need))));
    sweep::write_run_result(folder.result_file(id), result);
  }
}

void change_result(const sweep::ResultsFolder& folder, const std::string& run_id,
                   const std::function<void(sweep::RunResult&)>& change) {
  auto result = sweep::read_run_result(folder.result_file(run_id));
  change(result);
  sweep::write_run_result(folder.result_file(run_id), result);
}

void flip_bit(const sweep::ResultsFolder& folder, const std::string& run_id, const std::string& file) {
  const auto path = folder.run(run_id) / file;
  auto bytes = read_file(path);
  bytes.at(bytes.size() / 2) ^= 1;
  write_file_atomically(path, bytes);
}

}  // namespace sonosweep::analysis::testing
