// A mask cache as the clinical runs open it: never stale, never damaged.
#pragma once

#include <memory>
#include <string>

#include "data/mask_cache.h"
#include "jobs/run/run_context.h"

namespace sonosweep::jobs {

// The masks of this cache run, checked. If they are stale, damaged or cut short that is said, and they are
// made anew in place, result.json of the cache run included; if another process is doing that already
// (several runs may notice at the same moment, on several machines), it waits for it. Throws as
// run_mask_cache(), and Stopped while waiting.
std::shared_ptr<const data::MaskCacheReader> open_mask_cache(const RunContext& reader,
                                                             const std::string& cache_id);

}  // namespace sonosweep::jobs
