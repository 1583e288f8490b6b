#include "jobs/plan/plan_job.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "farm/schedule/gantt_chart.h"
#include "farm/schedule/plan_simulation.h"
#include "jobs/plan/schedule_spread.h"
#include "study/grid.h"
#include "sweep/study_plan.h"

namespace sonosweep::jobs {
namespace {

// "1234" or "1234.5".
std::string amount(double value) {
  auto text = fmt::format("{:.1f}", value);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text;
}

std::string list_of_runs(const std::vector<farm::PlannedRun>& plan) {
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

std::string counts_of_kinds(const std::vector<study::RunSpec>& runs, const std::vector<double>& costs) {
  std::vector<Row> rows;
  Row all{"all"};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::string kind = run_kind_name(runs[i].kind);
    if (runs[i].input != study::VideoInput::kMasks) kind += " controls";
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

std::vector<farm::PlannedRun> plan_of(const study::Study& study, const RunCosts& costs) {
  auto plan = sweep::plan_study(study);
  if (costs.is_expected)
    for (std::size_t i = 0; i < plan.size(); ++i) plan[i].expected_s = costs.costs.at(i);
  return plan;
}

// Of the first draw.
farm::Simulation simulation_of(const std::vector<farm::PlannedRun>& plan, const RunCosts& costs,
                               const PlanOptions& options) {
  return farm::simulate(plan, drawn_durations(costs.costs, options.sigma, 1), options.slots);
}

farm::GanttChart chart_of(const study::Study& study, const std::vector<farm::PlannedRun>& plan,
                          const farm::Simulation& simulation, const RunCosts& costs,
                          const PlanOptions& options) {
  return farm::gantt_chart(
      plan, simulation,
      fmt::format("{}: {} on {}", study.name, counted(plan.size(), "run"), counted(options.slots, "slot")),
      costs.short_unit);
}

std::string schedule(const std::vector<farm::PlannedRun>& plan, const farm::Simulation& simulation,
                     const RunCosts& costs, const PlanOptions& options) {
  const double share = simulation.total / options.slots;
  std::vector<std::string> chain;
  for (const auto run : simulation.chain.runs) chain.push_back(plan[run].id);
  std::string text;
  if (options.sigma > 0)
    text += fmt::format("durations lognormal, sigma {:g}, around the work above; draw 1:\n", options.sigma);
  text += fmt::format("makespan on {}: {}\n", counted(options.slots, "slot"), amount(simulation.makespan));
  text += fmt::format("lower bound: {} ({})", amount(simulation.lower_bound),
                      share >= simulation.chain.duration ? "all work shared evenly" : "the longest chain");
  if (simulation.lower_bound > 0)
    text += fmt::format("; the makespan is {:.1f} % above it",
                        100 * (simulation.makespan / simulation.lower_bound - 1));
  text += fmt::format("\n  work / slots   {}\n  longest chain  {}: {}\n", amount(share),
                      amount(simulation.chain.duration), join(chain, " -> "));
  text += fmt::format("utilisation: {:.1f} %\n", 100 * simulation.utilisation);
  return text + fmt::format("unit of work and time: {}\n", costs.unit);
}

std::string quality(const std::vector<farm::PlannedRun>& plan, const RunCosts& costs,
                    const PlanOptions& options) {
  std::string text =
      fmt::format("\nmakespan / lower bound over {}:\n{:<26}{:>8}{:>8}{:>14}{:>13}\n",
                  counted(options.seeds, "draw"), "order", "mean", "worst", "mean makespan", "utilisation");
  for (const auto& [order, name] : {std::pair{farm::HandOutOrder::kCriticalPath, "critical path"},
                                    std::pair{farm::HandOutOrder::kFirstCome, "first come, first served"}}) {
    const auto spread =
        schedule_spread(plan, costs.costs, options.sigma, options.seeds, options.slots, order);
    text += fmt::format("{:<26}{:>8.4f}{:>8.4f}{:>14}{:>11.1f} %\n", name, spread.mean, spread.worst,
                        amount(spread.makespan), 100 * spread.utilisation);
  }
  return text;
}

}  // namespace

std::string plan_report(const study::Study& study, const RunCosts& costs, const PlanOptions& options) {
  const auto plan = plan_of(study, costs);
  const auto simulation = simulation_of(plan, costs, options);
  std::string text = list_of_runs(plan) + "\n" + counts_of_kinds(study::all_runs(study), costs.costs) + "\n" +
                     schedule(plan, simulation, costs, options);
  if (options.seeds > 1) text += quality(plan, costs, options);
  if (options.gantt_width > 0)
    text += "\n" + farm::gantt_text(chart_of(study, plan, simulation, costs, options), options.gantt_width);
  return text;
}

std::string plan_svg(const study::Study& study, const RunCosts& costs, const PlanOptions& options) {
  const auto plan = plan_of(study, costs);
  return farm::gantt_svg(chart_of(study, plan, simulation_of(plan, costs, options), costs, options));
}

}  // namespace sonosweep::jobs
