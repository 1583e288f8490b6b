#include "jobs/setup/untrained_runs.h"

#include <map>

#include "core/error.h"
#include "core/text.h"
#include "farm/results/run_result.h"
#include "study/grid.h"
#include "sweep/run_details.h"

namespace sonosweep::jobs {
namespace {

std::optional<farm::RunResult> readable_result(const farm::ResultsFolder& folder, const std::string& run_id) {
  try {
    return farm::find_run_result(folder.result_file(run_id));
  } catch (const DataError&) {
    return std::nullopt;  // the next launch says so, and repeats the run
  }
}

}  // namespace

std::vector<std::string> untrained_lines(const study::Study& study, const farm::ResultsFolder& folder) {
  std::vector<study::RunSpec> segmenters;
  std::map<std::string, std::size_t> others;  // by segmenter
  for (const auto& run : study::all_runs(study)) {
    const bool is_segmenter = run.kind == study::RunKind::kSegmentation;
    if (!is_segmenter && segmenters.empty()) break;  // they stand first
    const auto result = readable_result(folder, run.id());
    if (!result || !sweep::had_nothing_to_learn(*result)) continue;
    if (is_segmenter)
      segmenters.push_back(run);
    else
      ++others[sweep::segmenter_without_labels(*result)];
  }
  std::vector<std::string> lines;
  for (const auto& run : segmenters) {
    auto line = fmt::format("{}: not trained: in its training images {}", run.id(),
                            sweep::no_label_text(run.threshold));
    if (const auto count = others[run.id()]; count > 0)
      line += fmt::format("; {} not run for that", counted(count, "run was", "runs were"));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace sonosweep::jobs
