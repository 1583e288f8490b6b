// Random campaigns: whatever happens, nothing is promised twice, nothing runs before what it needs, nothing
// done starts again, and the end comes.
#include <gtest/gtest.h>

#include <array>
#include <deque>

#include "core/rng.h"
#include "tests/farm/schedule/scheduler_driver.h"

namespace sonosweep::farm {
namespace {

constexpr double kGpuBytes = 1000;
const std::array<const char*, 3> kKinds = {"small", "middle", "large"};
constexpr std::array<double, 3> kTypicalPeak = {150, 280, 700};
constexpr std::array<double, 3> kSeconds = {0.1, 0.45, 20};

// What workers do, and what they hold against a scheduler. Knows by itself what has been reported.
class Cluster {
 public:
  Cluster(std::uint64_t seed, bool other_failures)
      : rng_(seed),
        other_failures_(other_failures),
        scheduler_(make_plan(), options()),
        replay_(runs_, options()) {}

  void play() {
    std::vector<WorkerJoined> all;
    for (int worker = 0; worker < 5; ++worker) all.push_back(offer(worker));
    tell(WorkersJoined{all});
    for (int turn = 0; !scheduler_.finished() && turn < 20000; ++turn) {
      ASSERT_NO_FATAL_FAILURE(one_thing_happens());
      if (::testing::Test::HasFailure()) return;
    }
    ASSERT_TRUE(scheduler_.finished());
    const RunCounts counts = scheduler_.counts();
    ASSERT_EQ(counts.done + counts.failed + counts.blocked, counts.total);
    if (!other_failures_) {
      ASSERT_EQ(counts.done, counts.total);
    }
  }

  int placements() const { return placements_; }
  int shared() const { return shared_; }
  int queued() const { return queued_; }
  int out_of_memory() const { return out_of_memory_; }

 private:
  struct Here {
    StartRun start;
    std::size_t run = 0;
    double claim = 0;  // bytes
    bool alone = false, dies = false, told = false;
  };
  struct Worker {
    WorkerJoined offer;
    bool present = false;
    std::vector<Here> runs;
    std::deque<Here> queue;
    int free_slots(const Cluster& cluster) const {
      int free = offer.slots;
      for (const auto& here : runs) free -= cluster.runs_[here.run].resources.slots;
      return free;
    }
  };

  static SchedulerOptions options() {
    SchedulerOptions options;
    options.gpu_share = true;
    return options;
  }

  std::vector<PlannedRun> make_plan() {
    for (std::size_t i = 0; i < 60; ++i) {
      const auto kind = rng_.below(3);
      PlannedRun run = run_of_kind("r" + std::to_string(i), kKinds[kind], rng_.uniform(0.1, 5));
      for (int need = 0; i > 0 && need < 2; ++need)
        if (rng_.chance(0.3)) run.needs.push_back("r" + std::to_string(rng_.below(i)));
      run.resources.gpus = rng_.chance(0.6) ? 1 : 0;
      run.resources.slots = rng_.chance(0.2) ? 2 : 1;
      if (run.resources.gpus == 0) run.kind = "cpu " + run.kind;
      runs_.push_back(run);
      kind_.push_back(kind);
      peak_.push_back(kTypicalPeak[kind] * rng_.uniform(0.6, 1.4));
      oom_.push_back(0);
      attempts_.push_back(0);
    }
    return runs_;
  }

  WorkerJoined offer(int id) {
    WorkerJoined joined{id, 2 + static_cast<int>(rng_.below(3))};
    if (id < 3) joined.gpu_bytes.resize(1 + rng_.below(3), static_cast<std::uint64_t>(kGpuBytes));
    joined.ahead = static_cast<int>(rng_.below(4));
    Worker& worker = workers_[id];
    worker = {joined, true, {}, {}};
    return joined;
  }

  void tell(const Event& event) {
    const auto commands = scheduler_.handle(event);
    ASSERT_EQ(texts(replay_.handle(event)), texts(commands));  // the same events, the same commands
    for (const auto& command : commands)
      if (const auto* start = std::get_if<StartRun>(&command)) obey(*start);
  }

  void obey(const StartRun& start) {
    ++placements_;
    Worker& worker = workers_.at(start.worker);
    Here here{start, static_cast<std::size_t>(std::stoi(start.run.substr(1)))};
    const PlannedRun& planned = runs_[here.run];
    ASSERT_TRUE(worker.present);
    ASSERT_EQ(start.attempt, ++attempts_[here.run]);
    ASSERT_NE(done_.count(start.run), 1U);
    for (const auto& need : planned.needs) ASSERT_EQ(done_.count(need), 1U);
    ASSERT_EQ(start.gpu >= 0, planned.resources.gpus == 1);
    if (worker.queue.empty() && worker.free_slots(*this) >= planned.resources.slots) {
      if (start.gpu >= 0) enter_gpu(worker, here);
      worker.runs.push_back(here);
      return;
    }
    // Ahead of need: short, without a GPU, and nobody has a free slot.
    ++queued_;
    worker.queue.push_back(here);
    ASSERT_LE(worker.queue.size(), static_cast<std::size_t>(worker.offer.ahead));
    ASSERT_EQ(start.gpu, -1);
    ASSERT_GT(count_[planned.kind], 0);
    ASSERT_LE(seconds_[planned.kind] / count_[planned.kind], 0.5);
    for (const auto& other : workers_)
      ASSERT_TRUE(!other.second.present || !other.second.queue.empty() ||
                  other.second.free_slots(*this) == 0);
  }

  void enter_gpu(const Worker& worker, Here& here) {
    ASSERT_LT(here.start.gpu, static_cast<int>(worker.offer.gpu_bytes.size()));
    here.claim = 1.1 * reported_peak_[runs_[here.run].kind];
    here.alone = here.claim == 0 || oom_[here.run] > 0;
    double claimed = here.claim, used = peak_[here.run];
    int beside = 0;
    for (const auto& other : worker.runs)
      if (other.start.gpu == here.start.gpu) {
        ++beside;
        claimed += other.claim;
        used += peak_[other.run];
        ASSERT_FALSE(other.alone);
      }
    if (beside == 0) return;
    ++shared_;
    ASSERT_FALSE(here.alone);
    ASSERT_LE(claimed, kGpuBytes * (1 + 1e-12));
    here.dies = used > kGpuBytes;  // more than anybody could know
  }

  void one_thing_happens() {
    if (rng_.chance(0.01)) return lose(static_cast<int>(rng_.below(workers_.size())));
    const auto id = static_cast<int>(rng_.below(workers_.size()));
    Worker& worker = workers_.at(id);
    if (!worker.present) {
      if (rng_.chance(0.2)) tell(offer(id));
      return;
    }
    if (worker.runs.empty()) return;
    const auto at = static_cast<std::ptrdiff_t>(rng_.below(worker.runs.size()));
    Here& here = worker.runs[static_cast<std::size_t>(at)];
    if (!here.told && rng_.chance(0.5)) {
      here.told = true;
      return tell(RunStarted{here.start.run, here.start.attempt, id});
    }
    const Here ended = here;
    worker.runs.erase(worker.runs.begin() + at);
    while (!worker.queue.empty() &&
           worker.free_slots(*this) >= runs_[worker.queue.front().run].resources.slots) {
      worker.runs.push_back(worker.queue.front());
      worker.queue.pop_front();
    }
    end(ended);
  }

  void end(const Here& here) {
    const std::string& kind = runs_[here.run].kind;
    RunFinished finished{here.start.run, here.start.attempt, here.start.worker, {}};
    const double dice = rng_.uniform();
    if (here.dies) {
      ++out_of_memory_;
      ASSERT_EQ(++oom_[here.run], 1);  // the next time alone, and that is enough
      finished.outcome = {OutcomeKind::kFailed, "no memory", DeathCause::kOutOfMemory};
    } else if (other_failures_ && dice < 0.15) {
      finished.outcome = {OutcomeKind::kFailed, "why", DeathCause::kSignal};
    } else if (other_failures_ && dice < 0.16) {
      finished.outcome = {OutcomeKind::kFailedForGood, "why", DeathCause::kBadData};
    } else if (dice < 0.2) {
      finished.outcome = {OutcomeKind::kStopped, "asked to"};
    } else {
      finished.took_s = kSeconds[kind_[here.run]] * rng_.uniform(0.5, 1.5);
      seconds_[kind] += finished.took_s;
      ++count_[kind];
      done_.insert(here.start.run);
    }
    if (here.start.gpu >= 0 && finished.took_s > 0) {
      finished.gpu_peak_bytes = static_cast<std::uint64_t>(peak_[here.run]);
      reported_peak_[kind] = std::max(reported_peak_[kind], static_cast<double>(finished.gpu_peak_bytes));
    }
    tell(finished);
  }

  void lose(int id) {
    Worker& worker = workers_.at(id);
    if (!worker.present) return;
    const Worker lost = worker;
    worker = {worker.offer, false, {}, {}};
    tell(WorkerLost{id});
    // A voice from the grave changes nothing.
    for (const auto& here : lost.runs) {
      const RunState before = scheduler_.status(here.start.run).state;
      tell(RunFinished{here.start.run, here.start.attempt, id, {}, 1, 999});
      ASSERT_EQ(scheduler_.status(here.start.run).state, before);
    }
  }

  Rng rng_;
  bool other_failures_;
  std::vector<PlannedRun> runs_;
  std::vector<std::size_t> kind_;
  std::vector<double> peak_;
  std::vector<int> oom_, attempts_;
  Scheduler scheduler_, replay_;
  std::map<int, Worker> workers_;
  std::set<std::string> done_;
  std::map<std::string, double> reported_peak_, seconds_;
  std::map<std::string, int> count_;
  int placements_ = 0, shared_ = 0, queued_ = 0, out_of_memory_ = 0;
};

TEST(SchedulerCampaigns, NothingIsEverOvercommittedAndTheEndComes) {
  int placements = 0, shared = 0, queued = 0, out_of_memory = 0;
  for (std::uint64_t seed = 0; placements < 10'000; ++seed) {
    SCOPED_TRACE(seed);
    Cluster cluster(seed, seed % 2 == 0);
    cluster.play();
    if (HasFailure()) return;
    placements += cluster.placements();
    shared += cluster.shared();
    queued += cluster.queued();
    out_of_memory += cluster.out_of_memory();
  }
  // It has all happened.
  EXPECT_GT(shared, 1000);
  EXPECT_GT(queued, 100);
  EXPECT_GT(out_of_memory, 20);
}

}  // namespace
}  // namespace sonosweep::farm
