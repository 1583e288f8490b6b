// The part of the Scheduler that says what is next, and where.
#include <algorithm>

#include "farm/schedule/scheduler.h"

namespace sonosweep::farm {
namespace {

// What a run is expected to take is a mean: this much more is allowed for where it must not be too late.
constexpr double kSlack = 1.25;

}  // namespace

double Scheduler::key_of(Run run) const {
  if (options_.order == HandOutOrder::kFirstCome) return static_cast<double>(arrival_[run]);
  return -(learned_.expected(run) * (1 - status_[run].progress) + behind_[run]);
}

bool Scheduler::in_time(Run run) const {
  if (!time_left_) return true;
  const auto enough = [&](double seconds) {
    return seconds * kSlack + options_.time_margin_s <= *time_left_;
  };
  const PlannedRun& planned = runs_[run];
  const auto whole = learned_.learned(run);
  if (whole && enough(*whole * (1 - status_[run].progress))) return true;
  // The first of its kind, which cannot be continued: by the plan's estimate, if what that is worth is known.
  if (!planned.checkpoints)
    return !whole &&
           enough(learned_.any_learned() ? learned_.expected(run) * (1 - status_[run].progress) : 0);
  double checkpoint = planned.first_checkpoint_s;
  if (whole && planned.epochs > 0)
    checkpoint = *whole * std::min(1.0, double(planned.checkpoint_epochs) / planned.epochs);
  return enough(checkpoint);
}

void Scheduler::make_ready(Run run) {
  if (!ready_.contains(run) && held_.count(run) == 0) arrival_[run] = ++arrivals_;
  if (in_time(run)) {
    held_.erase(run);
    ready_.insert(run, shape_of(run), key_of(run));
  } else {
    ready_.erase(run);
    held_.insert(run);
  }
}

void Scheduler::set_order() {
  std::vector<double> durations;
  for (Run run = 0; run < runs_.size(); ++run) durations.push_back(learned_.expected(run));
  behind_ = chains_behind(order_, dependents_, durations);
  std::vector<Run> all = ready_.runs();
  all.insert(all.end(), held_.begin(), held_.end());
  for (const Run run : all) make_ready(run);
  steps_ += static_cast<std::int64_t>(runs_.size() + all.size());
}

void Scheduler::hand_out(std::vector<Command>& commands) {
  if (closed_ || paused_ || ready_.empty()) return;
  std::vector<bool> shut(examples_.size(), false);  // shapes that fit nowhere now
  bool reserved = false;
  pool_.drop_reservation();  // what is more urgent than the run it was made for may go there
  while (const auto run = ready_.first(shut)) {
    const auto shape = ready_.shape_of(*run);
    const auto place = pool_.find(shape);
    if (place) {
      pool_.take(*run, shape, *place);
      start(*run, *place, commands);
      continue;
    }
    shut[shape] = true;
    // Without it, runs that share GPUs would leave no GPU empty for as long as there are any.
    if (options_.gpu_share && !reserved && pool_.claim(shape).alone && pool_.claim(shape).gpus > 0) {
      pool_.reserve_for(shape);
      reserved = true;
    }
  }
  hand_out_ahead(commands);
}

// By now nothing that is ready fits into a free slot anywhere.
void Scheduler::hand_out_ahead(std::vector<Command>& commands) {
  std::vector<bool> shut(examples_.size(), false);
  while (const auto run = ready_.first(shut)) {
    const auto shape = ready_.shape_of(*run);
    const auto takes = learned_.learned(*run);
    const auto worker =
        takes && *takes <= options_.ahead_below_s ? pool_.find_ahead(shape) : std::optional<int>();
    if (!worker) {
      shut[shape] = true;
      continue;
    }
    pool_.queue(*run, shape, *worker);
    start(*run, {*worker, kNoGpu}, commands);
  }
}

void Scheduler::start(Run run, const Place& place, std::vector<Command>& commands) {
  set_state(run, RunState::kRunning);
  RunStatus& status = status_[run];
  status.worker = place.worker;
  status.gpu = place.gpu;
  progress_at_start_[run] = status.progress;
  commands.emplace_back(StartRun{runs_[run].id, ++status.attempt, place.worker, place.gpu});
}

}  // namespace sonosweep::farm
