#include "farm/schedule/planned_run.h"

#include <algorithm>
#include <map>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

// [i] = positions of what runs[i] needs.
std::vector<std::vector<std::size_t>> need_positions(const std::vector<PlannedRun>& runs) {
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (!index.emplace(runs[i].id, i).second) throw_error<Error>("run '{}' is planned twice", runs[i].id);
  std::vector<std::vector<std::size_t>> needs(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i)
    for (const auto& need : runs[i].needs) {
      const auto found = index.find(need);
      if (found == index.end()) throw_error<Error>("run '{}' is not planned", need);
      needs[i].push_back(found->second);
    }
  return needs;
}

// The other way round.
std::vector<std::vector<std::size_t>> turned(const std::vector<std::vector<std::size_t>>& needs) {
  std::vector<std::vector<std::size_t>> dependents(needs.size());
  for (std::size_t i = 0; i < needs.size(); ++i)
    for (const auto need : needs[i]) dependents[need].push_back(i);
  return dependents;
}

std::vector<std::size_t> ordered(const std::vector<PlannedRun>& runs,
                                 const std::vector<std::vector<std::size_t>>& needs) {
  const auto dependents = turned(needs);
  std::vector<std::size_t> open(runs.size()), order;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    open[i] = needs[i].size();
    if (open[i] == 0) order.push_back(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next)
    for (const auto dependent : dependents[order[next]])
      if (--open[dependent] == 0) order.push_back(dependent);
  // Whoever cannot be reached by doing one run after the other stands in a circle.
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (open[i] > 0) throw_error<Error>("run '{}' needs itself, directly or through others", runs[i].id);
  return order;
}

}  // namespace

double planned_seconds(const PlannedRun& run) {
  return run.expected_s > 0 ? run.expected_s : std::max(1, run.epochs);
}

std::vector<std::size_t> order_of_needs(const std::vector<PlannedRun>& runs) {
  return ordered(runs, need_positions(runs));
}

std::vector<std::vector<std::size_t>> dependents_of(const std::vector<PlannedRun>& runs) {
  const auto needs = need_positions(runs);
  (void)ordered(runs, needs);  // throws where there is a circle
  return turned(needs);
}

std::vector<double> chains_behind(const std::vector<std::size_t>& order,
                                  const std::vector<std::vector<std::size_t>>& dependents,
                                  const std::vector<double>& durations) {
  std::vector<double> behind(order.size(), 0);
  for (auto run = order.rbegin(); run != order.rend(); ++run)
    for (const auto dependent : dependents[*run])
      behind[*run] = std::max(behind[*run], durations[dependent] + behind[dependent]);
  return behind;
}

Chain longest_chain(const std::vector<PlannedRun>& runs, const std::vector<double>& durations) {
  const auto needs = need_positions(runs);
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<double> end(runs.size(), 0);              // of the longest chain up to this run
  std::vector<std::size_t> before(runs.size(), kNone);  // its last run but one
  std::size_t last = kNone;
  for (const auto run : ordered(runs, needs)) {
    for (const auto need : needs[run])
      if (before[run] == kNone || end[need] > end[before[run]]) before[run] = need;
    end[run] = durations.at(run) + (before[run] == kNone ? 0 : end[before[run]]);
    if (last == kNone || end[run] > end[last]) last = run;
  }
  Chain chain;
  if (last == kNone) return chain;
  chain.duration = end[last];
  for (std::size_t run = last; run != kNone; run = before[run]) chain.runs.push_back(run);
  std::reverse(chain.runs.begin(), chain.runs.end());
  return chain;
}

}  // namespace sonosweep::farm
