// Cache runs: the frozen segmenter of a threshold on every frame of the pack, once. The file is
// data/mask_cache.h's.
#pragma once

#include <memory>
#include <string>

#include "data/mask_cache.h"
#include "farm/results/run_result.h"
#include "jobs/run/run_context.h"

namespace sonosweep::jobs {

// masks.h5 as it must be: made of this pack, by the weights that stand in the segmenter's best.pt now. Throws
// UsageError if those are missing.
data::MaskCacheInfo wanted_mask_cache(const RunContext& cache);

struct MaskCacheState {
  std::shared_ptr<const data::MaskCacheReader> reader;  // nothing unless the cache can be used
  std::string fault;  // why not: "there is none", "made by another segmenter (..)", "cut short (..)"
};
// Reads the whole file: what is used was checked.
MaskCacheState look_at_mask_cache(const RunContext& cache, const data::MaskCacheInfo& wanted);

// Makes masks.h5 unless the one that is there can be used; one that cannot is said. result.json is the
// caller's to write. The caller holds the lock of the run's folder. Throws Stopped between batches, with
// nothing half-written; DataError for damaged weights, or those of a segmenter for other classes.
farm::RunResult run_mask_cache(const RunContext& cache);

}  // namespace sonosweep::jobs
