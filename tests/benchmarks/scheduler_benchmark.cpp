// How many decisions a second the Scheduler makes with 4,096 workers. The limit is 50,000 in a Release build.
//   cmake -S . -B build/benchmarks -DSONOSWEEP_BENCHMARKS=ON
//   cmake --build build/benchmarks --target scheduler_benchmark
//   build/benchmarks/benchmarks/scheduler_benchmark
#include <benchmark/benchmark.h>

#include "tests/farm/schedule/many_workers.h"

namespace {

using namespace sonosweep::sweep;

// Arguments: whether runs share GPUs, and how many runs a worker takes ahead of need. A decision is a run
// that is given to a worker; with it go two events, its start and its end.
void decisions(benchmark::State& state) {
  ManyWorkers size;
  size.ahead = static_cast<int>(state.range(1));
  SchedulerOptions options;
  options.gpu_share = state.range(0) != 0;
  const auto runs = many_runs(size);
  std::int64_t made = 0;
  for (auto _ : state) {
    state.PauseTiming();
    Scheduler scheduler(runs, options);
    state.ResumeTiming();
    const auto work = play(scheduler, size);
    if (work.done != scheduler.counts().total) state.SkipWithError("not all runs were done");
    made += work.decisions;
  }
  state.SetItemsProcessed(made);
}

BENCHMARK(decisions)
    ->ArgNames({"share", "ahead"})
    ->ArgsProduct({{0, 1}, {0, 4}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
