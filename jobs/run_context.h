// What every kind of run is given.
#pragma once

#include <filesystem>

#include "data/pack_reader.h"
#include "jobs/study_setup.h"
#include "sweep/results_folder.h"
#include "sweep/run_spec.h"

namespace sonosweep::jobs {

// Refers to things that outlive it.
struct RunContext {
  const StudySetup& setup;
  const data::PackReader& pack;
  const sweep::ResultsFolder& results;
  const sweep::RunSpec& spec;

  std::filesystem::path folder() const { return results.run(spec.id()); }
};

}  // namespace sonosweep::jobs
