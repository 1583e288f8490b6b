#include "sweep/plan_simulation.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "core/error.h"
#include "sweep/scheduler.h"

namespace sonosweep::sweep {
namespace {

constexpr int kWorker = 0;

// Starts what the scheduler says, and ends what ends next.
class Clock {
 public:
  Clock(const std::vector<PlannedRun>& plan, const std::vector<double>& durations) {
    for (std::size_t i = 0; i < plan.size(); ++i) durations_[plan[i].id] = durations[i];
  }

  void obey(const std::vector<Command>& commands) {
    for (const auto& command : commands) {
      const auto* start = std::get_if<StartRun>(&command);
      if (start == nullptr) continue;
      const double end = now_ + durations_.at(start->run);
      // Of runs that end together, the one that started first is told of first.
      running_.emplace(end, started_.size(), *start);
      started_.push_back({start->run, now_, end});
    }
  }

  bool runs_anything() const { return !running_.empty(); }

  RunFinished next_end() {
    const Running next = *running_.begin();
    running_.erase(running_.begin());
    now_ = next.end;
    return {next.start.run, next.start.attempt, next.start.worker, {}};
  }

  double now() const { return now_; }
  const std::vector<SimulatedRun>& started() const { return started_; }

 private:
  struct Running {
    Running(double e, std::size_t o, StartRun s) : end(e), order(o), start(std::move(s)) {}
    double end;
    std::size_t order;
    StartRun start;
    bool operator<(const Running& other) const {
      return std::tie(end, order) < std::tie(other.end, other.order);
    }
  };

  std::map<std::string, double> durations_;
  std::set<Running> running_;
  std::vector<SimulatedRun> started_;
  double now_ = 0;
};

}  // namespace

Simulation simulate(const std::vector<PlannedRun>& plan, const std::vector<double>& durations, int slots) {
  if (slots < 1) throw_error<Error>("a plan cannot be simulated on {} slots", slots);
  if (durations.size() != plan.size())
    throw_error<Error>("a plan of {} runs has {} durations", plan.size(), durations.size());
  std::vector<double> left = durations;
  for (std::size_t i = 0; i < plan.size(); ++i)
    if (plan[i].done) left[i] = 0;

  Scheduler scheduler(plan, 0);
  Clock clock(plan, left);
  clock.obey(scheduler.handle(WorkerJoined{kWorker, slots}));
  while (clock.runs_anything()) clock.obey(scheduler.handle(clock.next_end()));

  Simulation simulation;
  simulation.runs = clock.started();
  simulation.makespan = clock.now();
  simulation.total = std::accumulate(left.begin(), left.end(), 0.0);
  simulation.chain = longest_chain(plan, left);
  simulation.lower_bound = std::max(simulation.total / slots, simulation.chain.duration);
  return simulation;
}

}  // namespace sonosweep::sweep
