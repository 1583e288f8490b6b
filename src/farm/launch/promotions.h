// What an attempt left becomes the run's result, or the record of its failure.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/log.h"
#include "farm/launch/messages.h"
#include "farm/results/results_folder.h"

namespace sonosweep::farm {

struct Settled {
  std::optional<RunOutcome> outcome;  // nothing: the disk does not take the result now, to be tried again
  std::string trouble;                // then: why
};

class Promotions {
 public:
  explicit Promotions(ResultsFolder folder) : folder_(std::move(folder)) {}

  // What the attempt's end comes to once its result stands in the run's folder.
  Settled settle(const Finished& finished) const;
  // A failure for good is recorded with what the attempt left, so that the next launch goes on from there. It
  // never takes the place of a result. Throws Error.
  void record_failure(const Finished& finished) const;

 private:
  ResultsFolder folder_;
};

}  // namespace sonosweep::farm
