// A whole synthetic data set: cohort, videos in parallel, tables, truth.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "data_tools/phantom/options.h"

namespace sonosweep::data_tools {

struct SynthesisSummary {
  int patients = 0, videos = 0, frames = 0, annotations = 0;
  int readmitted = 0;
  std::vector<int> videos_with_class;  // by class
  int best_threshold = 0;              // of the labels against the truth
};

// Called after each video, by one thread at a time.
using SynthesisProgress = std::function<void(std::size_t done, std::size_t all)>;

// Writes `folder`, whole or not at all, with `jobs` threads (0: one per core); the bytes do not depend on
// jobs. Throws UsageError (options, folder not empty), Error (disk), Stopped (signal).
SynthesisSummary synthesize(const PhantomOptions& options, const std::filesystem::path& folder, int jobs,
                            const SynthesisProgress& progress);

}  // namespace sonosweep::data_tools
