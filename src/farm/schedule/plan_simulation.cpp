#include "farm/schedule/plan_simulation.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

// The workers and their clock: starts what the scheduler says, as soon as slots are free, and ends what ends
// next.
class SimulatedWorkers {
 public:
  SimulatedWorkers(const std::vector<PlannedRun>& plan, const std::vector<double>& durations,
                   const std::vector<WorkerJoined>& workers) {
    for (std::size_t i = 0; i < plan.size(); ++i)
      facts_[plan[i].id] = {durations[i], plan[i].resources.slots};
    for (const auto& worker : workers) workers_[worker.worker].free_slots = worker.slots;
  }

  void obey(const std::vector<Command>& commands) {
    for (const auto& command : commands) {
      const auto* start = std::get_if<StartRun>(&command);
      if (start == nullptr) continue;
      Worker& worker = workers_.at(start->worker);
      worker.queue.push_back(*start);
      start_what_fits(worker);
    }
  }

  bool runs_anything() const { return !running_.empty(); }

  RunFinished next_end() {
    const Running next = *running_.begin();
    running_.erase(running_.begin());
    now_ = next.end;
    Worker& worker = workers_.at(next.start.worker);
    worker.free_slots += facts_.at(next.start.run).slots;
    worker.lanes.erase({next.start.gpu, started_[next.order].lane});
    start_what_fits(worker);
    return {next.start.run, next.start.attempt, next.start.worker, {}, facts_.at(next.start.run).duration};
  }

  double now() const { return now_; }
  const std::vector<SimulatedRun>& started() const { return started_; }

 private:
  struct Facts {
    double duration = 0;
    int slots = 1;
  };
  struct Worker {
    int free_slots = 0;
    std::deque<StartRun> queue;
    std::set<std::pair<int, int>> lanes;  // (gpu, lane) in use
  };
  struct Running {
    Running(double e, std::size_t o, StartRun s) : end(e), order(o), start(std::move(s)) {}
    double end;
    std::size_t order;  // in started_
    StartRun start;
    // Of runs that end together, the one that started first is told of first.
    bool operator<(const Running& other) const {
      return std::tie(end, order) < std::tie(other.end, other.order);
    }
  };

  void start_what_fits(Worker& worker) {
    while (!worker.queue.empty()) {
      const StartRun next = worker.queue.front();
      const Facts& facts = facts_.at(next.run);
      if (facts.slots > worker.free_slots) return;
      worker.queue.pop_front();
      worker.free_slots -= facts.slots;
      int lane = 0;
      while (!worker.lanes.insert({next.gpu, lane}).second) ++lane;
      const double end = now_ + facts.duration;
      running_.emplace(end, started_.size(), next);
      started_.push_back({next.run, now_, end, next.worker, next.gpu, lane});
    }
  }

  std::map<std::string, Facts> facts_;
  std::map<int, Worker> workers_;
  std::set<Running> running_;
  std::vector<SimulatedRun> started_;
  double now_ = 0;
};

// Time in which each GPU had at least one run, all GPUs together.
double busy_gpu_time(const std::vector<SimulatedRun>& runs) {
  std::map<std::pair<int, int>, double> busy_until;
  double busy = 0;
  for (const auto& run : runs) {  // in the order of their starts
    if (run.gpu < 0) continue;
    double& until = busy_until.try_emplace({run.worker, run.gpu}, 0).first->second;
    busy += std::max(0.0, run.end - std::max(run.start, until));
    until = std::max(until, run.end);
  }
  return busy;
}

}  // namespace

Simulation simulate(const std::vector<PlannedRun>& plan, const std::vector<double>& durations,
                    const std::vector<WorkerJoined>& workers, const SchedulerOptions& options) {
  if (durations.size() != plan.size())
    throw_error<Error>("a plan of {} runs has {} durations", plan.size(), durations.size());
  std::vector<double> left = durations;
  for (std::size_t i = 0; i < plan.size(); ++i)
    if (plan[i].done) left[i] = 0;

  Scheduler scheduler(plan, options);
  SimulatedWorkers machine(plan, left, workers);
  machine.obey(scheduler.handle(WorkersJoined{workers}));
  while (machine.runs_anything()) machine.obey(scheduler.handle(machine.next_end()));
  if (scheduler.starved()) throw Error("the plan has runs that no worker can take");

  Simulation simulation;
  simulation.runs = machine.started();
  simulation.makespan = machine.now();
  simulation.total = std::accumulate(left.begin(), left.end(), 0.0);
  simulation.chain = longest_chain(plan, left);
  int gpus = 0, slots = 0;
  for (const auto& worker : workers) {
    gpus += static_cast<int>(worker.gpu_bytes.size());
    slots += worker.slots;
  }
  simulation.places = gpus > 0 ? gpus : slots;
  double work = 0;  // time of places, where each has one run at a time
  for (std::size_t i = 0; i < plan.size(); ++i)
    work += left[i] * (gpus > 0 ? plan[i].resources.gpus : plan[i].resources.slots);
  if (simulation.places == 0) return simulation;
  const bool shared = gpus > 0 && options.gpu_share;
  simulation.lower_bound = std::max(shared ? 0 : work / simulation.places, simulation.chain.duration);
  if (simulation.makespan > 0)
    simulation.utilisation =
        (gpus > 0 ? busy_gpu_time(simulation.runs) : work) / (simulation.places * simulation.makespan);
  return simulation;
}

Simulation simulate(std::vector<PlannedRun> plan, const std::vector<double>& durations, int slots,
                    HandOutOrder order) {
  if (slots < 1) throw_error<Error>("a plan cannot be simulated on {} slots", slots);
  for (auto& run : plan) run.resources = {};
  SchedulerOptions options;
  options.order = order;
  return simulate(plan, durations, {{0, slots}}, options);
}

}  // namespace sonosweep::farm
