// What is expected of a run: what finished runs of its kind have shown, before that what the plan says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "farm/schedule/planned_run.h"

namespace sonosweep::farm {

class LearnedRuns {
 public:
  // Learns from runs that are done already.
  explicit LearnedRuns(const std::vector<PlannedRun>& runs);

  // A run of this one's kind took so many seconds (> 0) from beginning to end.
  // True if expected() has changed: that happens only for changes of more than a tenth.
  bool learn_duration(std::size_t run, double seconds);
  // Has used so much memory of its GPU. True if gpu_bytes() of its kind has grown.
  bool learn_gpu_bytes(std::size_t run, std::uint64_t bytes);

  // Seconds a whole run takes: the mean of its kind; where none has finished the plan's estimate, scaled by
  // what the plan's estimates were worth so far.
  double expected(std::size_t run) const;
  // The same in seconds, always up to date; nothing for a kind of which none has finished.
  std::optional<double> learned(std::size_t run) const;
  // Some run has finished, so expected() is in seconds.
  bool any_learned() const { return planned_sum_ > 0; }
  // The most that runs of its kind have used, and not less than the plan says; 0 = unknown.
  std::uint64_t gpu_bytes(std::size_t run) const;

  std::size_t kinds() const { return kinds_.size(); }
  std::size_t kind_of(std::size_t run) const { return kind_of_.at(run); }

 private:
  struct Kind {
    double sum = 0;  // seconds
    int count = 0;
    double in_use = 0;  // the mean that expected() gives
    std::uint64_t gpu_bytes = 0;
  };

  bool any_kind_unseen() const;
  double scale() const { return planned_sum_ > 0 ? sum_ / planned_sum_ : 1; }
  bool add(std::size_t run, double seconds);

  std::vector<std::size_t> kind_of_;
  std::vector<double> planned_;  // seconds, or in proportion to them
  std::vector<std::uint64_t> planned_bytes_;
  std::vector<Kind> kinds_;
  double sum_ = 0, planned_sum_ = 0;  // over finished runs
  double scale_in_use_ = 1;
};

}  // namespace sonosweep::farm
