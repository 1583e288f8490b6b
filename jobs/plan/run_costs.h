// What the runs of a study cost, relative to each other: for plans, before anything has run.
#pragma once

#include <string>
#include <vector>

#include "data/pack.h"
#include "jobs/setup/study_setup.h"
#include "study/study.h"

namespace sonosweep::jobs {

struct RunCosts {
  std::vector<double> costs;  // as all_runs() of the study
  std::string unit;           // one line
  std::string short_unit;     // a word: "hours"
  bool is_expected = false;   // the scheduler knows them beforehand, instead of the plan's epochs
};

// Nothing known but the study: epochs, and one for a cache.
RunCosts epoch_costs(const study::Study& study);

// Frames passed through a network; one that is trained on counts as three (forward, and twice that back). The
// segmenter's pass counts as much as the video network's.
RunCosts pass_costs(const StudySetup& setup, const data::PackIndex& index);

}  // namespace sonosweep::jobs
