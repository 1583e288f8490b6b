#include "farm/status/study_eta.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "farm/schedule/learned_runs.h"
#include "farm/schedule/plan_simulation.h"
#include "farm/status/study_status.h"

namespace sonosweep::farm {
namespace {

// What a whole run takes by how far a first attempt has come; 0 = nothing shows yet. A later attempt began
// amid its epochs, nobody knows where.
double shown_so_far(const RunView& run) {
  if (run.state != RunState::kRunning || run.attempt != 1 || run.epoch <= 0) return 0;
  return run.running_s.value_or(0) * run.epochs / run.epoch;
}

double seconds_left(const RunView& run, double whole) {
  if (run.state != RunState::kRunning) return whole;
  if (run.epochs > 0) return whole * (run.epochs - run.epoch) / run.epochs;
  return std::max(0.0, whole - run.running_s.value_or(0));
}

int places_of(const StudyStatus& status, bool on_gpus) {
  int slots = 0, gpus = 0;
  for (const auto& [worker, facts] : status.launch.workers) {
    slots += facts.slots;
    gpus += facts.gpus;
  }
  if (slots == 0)
    slots = static_cast<int>(std::clamp<std::int64_t>(status.launch.slots.value_or(0), 0, 1'000'000));
  // Where runs share a GPU, or the journal has lost a worker, more of them run than that.
  return std::max(on_gpus && gpus > 0 ? gpus : slots, status.counts.running);
}

}  // namespace

void estimate_time_left(const std::vector<PlannedRun>& plan, StudyStatus& status) {
  auto& runs = status.runs;
  LearnedRuns learned(plan);
  bool any =
      std::any_of(plan.begin(), plan.end(), [](const auto& run) { return run.done && run.took_s > 0; });
  std::vector<std::pair<std::size_t, double>> shown;
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (const double whole = shown_so_far(runs[i]); whole > 0 && !learned.learned(i))
      shown.emplace_back(i, whole);
  for (const auto& [run, whole] : shown) learned.learn_duration(run, whole);
  if (!any && shown.empty()) return;

  auto rest = plan;
  std::vector<double> left(runs.size(), 0);
  bool on_gpus = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunState state = runs[i].state;
    rest[i].done = state != RunState::kWaiting && state != RunState::kRunning;
    rest[i].took_s = 0;
    if (rest[i].done) continue;
    left[i] = seconds_left(runs[i], learned.learned(i).value_or(learned.expected(i)));
    if (state == RunState::kRunning) runs[i].eta_s = left[i];
    on_gpus |= rest[i].resources.gpus > 0;
    rest[i].expected_s = left[i];  // the order is by what is left
    rest[i].kind = rest[i].id;
  }
  const int places = places_of(status, on_gpus);
  if (places > 0) status.eta_s = simulate(rest, left, places).makespan;
}

}  // namespace sonosweep::farm
