#include "jobs/plan_job.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "sweep/grid.h"
#include "sweep/plan_simulation.h"
#include "sweep/study_plan.h"

namespace sonosweep::jobs {
namespace {

// "1234" or "1234.5".
std::string amount(double value) {
  auto text = fmt::format("{:.1f}", value);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text;
}

std::string list_of_runs(const std::vector<sweep::PlannedRun>& plan) {
  std::size_t width = 0;
  for (const auto& run : plan) width = std::max(width, run.id.size());
  std::string text = fmt::format("{:<{}}  needs\n", "run", width);
  for (const auto& run : plan)
    text += fmt::format("{:<{}}  {}\n", run.id, width, run.needs.empty() ? "-" : join(run.needs, " "));
  return text;
}

struct Row {
  std::string kind;
  int runs = 0;
  double cost = 0;
};

std::string counts_of_kinds(const std::vector<sweep::RunSpec>& runs, const std::vector<double>& costs) {
  std::vector<Row> rows;
  Row all{"all"};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::string kind = run_kind_name(runs[i].kind);
    if (runs[i].input != sweep::VideoInput::kMasks) kind += " controls";
    auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& there) { return there.kind == kind; });
    if (row == rows.end()) row = rows.insert(rows.end(), Row{kind});
    for (Row* counted : {&*row, &all}) {
      ++counted->runs;
      counted->cost += costs.at(i);
    }
  }
  rows.push_back(all);
  std::string text = fmt::format("{:<22}{:>6}{:>16}\n", "kind", "runs", "work");
  for (const auto& row : rows)
    text += fmt::format("{:<22}{:>6}{:>16}\n", row.kind, row.runs, amount(row.cost));
  return text;
}

std::string schedule(const std::vector<sweep::PlannedRun>& plan, const RunCosts& costs, int slots) {
  const auto simulation = sweep::simulate(plan, costs.costs, slots);
  const double share = simulation.total / slots;
  std::vector<std::string> chain;
  for (const auto run : simulation.chain.runs) chain.push_back(plan[run].id);
  std::string text =
      fmt::format("makespan on {} slot{}: {}\n", slots, slots == 1 ? "" : "s", amount(simulation.makespan));
  text += fmt::format("lower bound: {} ({})", amount(simulation.lower_bound),
                      share >= simulation.chain.duration ? "all work shared evenly" : "the longest chain");
  if (simulation.lower_bound > 0)
    text += fmt::format("; the makespan is {:.1f} % above it",
                        100 * (simulation.makespan / simulation.lower_bound - 1));
  text += fmt::format("\n  work / slots   {}\n  longest chain  {}: {}\n", amount(share),
                      amount(simulation.chain.duration), join(chain, " -> "));
  return text + fmt::format("unit of work and time: {}\n", costs.unit);
}

}  // namespace

std::string plan_report(const sweep::Study& study, const RunCosts& costs, int slots) {
  if (slots < 1) throw_error<UsageError>("--gpus {}: must be 1 or more", slots);
  const auto plan = sweep::plan_study(study);
  return list_of_runs(plan) + "\n" + counts_of_kinds(sweep::all_runs(study), costs.costs) + "\n" +
         schedule(plan, costs, slots);
}

}  // namespace sonosweep::jobs
