// A campaign for scale: many workers, chains of five kinds of runs, ends in a random order.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/rng.h"
#include "farm/schedule/scheduler.h"

namespace sonosweep::farm {

struct ManyWorkers {
  int workers = 4096, slots = 2, gpus = 1, ahead = 0;
  int chains = 10'000;  // of 3 runs each, and every tenth with 2 more
};

struct CampaignWork {
  std::int64_t events = 0, decisions = 0;  // a decision: a run on its way to a worker
  std::int64_t steps = 0;
  int done = 0;
};

inline std::vector<PlannedRun> many_runs(const ManyWorkers& size) {
  std::vector<PlannedRun> runs;
  const auto add = [&](const std::string& kind, int chain, const std::vector<std::string>& needs, int gpus) {
    PlannedRun run{kind + "/" + std::to_string(chain), needs};
    run.kind = kind;
    run.epochs = 10;
    run.resources.gpus = gpus;
    runs.push_back(run);
    return run.id;
  };
  for (int chain = 0; chain < size.chains; ++chain) {
    const auto first = add("first", chain, {}, 1);
    const auto second = add("second", chain, {first}, 0);
    const auto third = add("third", chain, {second}, 1);
    if (chain % 10 == 0) add("fifth", chain, {add("fourth", chain, {third}, 1)}, 0);
  }
  return runs;
}

// Plays it to the end.
inline CampaignWork play(Scheduler& scheduler, const ManyWorkers& size) {
  CampaignWork work;
  Rng rng(1);
  std::vector<StartRun> running;
  const auto tell = [&](const Event& event) {
    ++work.events;
    for (const auto& command : scheduler.handle(event))
      if (const auto* start = std::get_if<StartRun>(&command)) {
        ++work.decisions;
        running.push_back(*start);
      }
  };
  WorkersJoined joined;
  for (int worker = 0; worker < size.workers; ++worker)
    joined.workers.push_back({worker, size.slots,
                              std::vector<std::uint64_t>(static_cast<std::size_t>(size.gpus), 80'000),
                              size.ahead});
  tell(joined);
  while (!running.empty()) {
    std::swap(running[rng.below(running.size())], running.back());
    const StartRun start = running.back();
    running.pop_back();
    tell(RunStarted{start.run, start.attempt, start.worker});
    RunFinished finished;
    finished.run = start.run;
    finished.attempt = start.attempt;
    finished.worker = start.worker;
    finished.took_s = rng.uniform(0.1, 0.7);
    if (start.gpu >= 0) finished.gpu_peak_bytes = 20'000 + rng.below(5'000);
    tell(finished);
  }
  work.done = scheduler.counts().done;
  work.steps = scheduler.steps();
  return work;
}

}  // namespace sonosweep::farm
