// What every kind of run is given.
#pragma once

#include <filesystem>

#include "core/checkpoint_files.h"
#include "data/pack_reader.h"
#include "farm/results/results_folder.h"
#include "jobs/setup/study_setup.h"
#include "study/run_spec.h"

namespace sonosweep::jobs {

// Refers to things that outlive it.
struct RunContext {
  const StudySetup& setup;
  const data::PackReader& pack;
  const farm::ResultsFolder& results;
  const study::RunSpec& spec;

  // Where this run writes: an attempt's folder, or the run's own. What other runs made lies in `results`.
  std::filesystem::path folder;

  std::filesystem::path best_file() const { return folder / kBestWeightsFile; }
  std::filesystem::path masks_file() const { return folder / "masks.h5"; }
  std::filesystem::path predictions_file() const { return folder / "predictions.csv"; }
  std::filesystem::path result_file() const { return folder / "result.json"; }
};

}  // namespace sonosweep::jobs
