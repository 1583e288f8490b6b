// What became of the runs of a study: results, and the reasons where there is none that counts.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/read/named_numbers.h"
#include "analysis/read/result_details.h"
#include "analysis/read/run_spread.h"
#include "farm/results/results_folder.h"
#include "study/run_spec.h"

namespace sonosweep::analysis {

// kOutdated: there is a result, made from something that is no longer there. kUntrained: done without
// training, since no training pixel is labelled at its segmenter's threshold; `reason` says so, and it has no
// metrics.
enum class RunState { kDone, kMissing, kFailed, kDamaged, kOutdated, kUntrained };

struct RunOutcome {
  study::RunSpec spec;
  RunState state = RunState::kMissing;
  NamedNumbers metrics;   // of a done run; NaN = not defined on this data
  ResultDetails details;  // of a done run: what else its result.json says (result_reader.h)
  RunSpread spread;       // of a done clinical run: whether its network is constant
  // Of a done clinical run: SHA-256 of predictions.csv as result.json says; "" = it does not say.
  std::string predictions_digest;
  std::string changed;  // of a done clinical run whose spread was to be read from another file than it wrote
  std::string reason;   // why there is no result that counts
};

// One outcome per run, in their order, which must have every run behind those it reads from. A run made from
// an outdated one is outdated itself. A result that is damaged (a metric that cannot have its value, too), or
// that stands in another run's place, is an outcome, not an error. The study may go on meanwhile: where a
// result does not fit those it was made from, it and they are read again, so that only what stays so is
// outdated. `before` (tests) is called before a result is looked at, which then happens in order.
std::vector<RunOutcome> read_outcomes(const farm::ResultsFolder& folder,
                                      const std::vector<study::RunSpec>& runs,
                                      const std::function<void(const study::RunSpec&)>& before = {});

// Whether there is a result that counts, be it that there was nothing to train on.
bool has_result(const RunOutcome& run);

// Throws ChangedFile for the first run whose predictions were looked at and are not what it wrote.
void refuse_changed_predictions(const std::vector<RunOutcome>& runs);

// The number in `details` at a JSON pointer ("/counts/test/videos"); NaN if there is none.
double number_at(const RunOutcome& run, const std::string& pointer);

// One line per run that is not done: "segmentation/t060: failed (killed by signal 9)". Where very many of a
// kind have no result yet they share a line, and so does what was not run for an untrained segmenter.
std::vector<std::string> problems_of(const std::vector<RunOutcome>& runs);

}  // namespace sonosweep::analysis
