#include "jobs/run/mask_cache_use.h"

#include <chrono>
#include <optional>
#include <thread>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "jobs/run/mask_cache_job.h"
#include "jobs/run/run_record.h"
#include "study/grid.h"

namespace sonosweep::jobs {
namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(200);

void make_anew(const RunContext& cache) {
  const auto start = std::chrono::steady_clock::now();
  auto result = run_mask_cache(cache);
  record_circumstances(result, cache.setup, cache.folder,
                       std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  farm::write_run_result(cache.result_file(), result);
}

}  // namespace

std::shared_ptr<const data::MaskCacheReader> open_mask_cache(const RunContext& reader,
                                                             const std::string& cache_id) {
  const auto spec = study::find_run(reader.setup.study, cache_id);
  const RunContext cache{reader.setup, reader.pack, reader.results, spec, reader.results.run(cache_id)};
  const auto wanted = wanted_mask_cache(cache);
  auto state = look_at_mask_cache(cache, wanted);
  if (state.reader) return state.reader;

  log_warning("{}: the masks of {} cannot be used: {}", reader.spec.id(), cache_id, state.fault);
  create_folders(cache.folder);
  for (bool said = false;;) {
    std::optional<FileLock> lock;
    try {
      lock.emplace(cache.folder / ".lock", "sonosweep-run (masks made anew)");
    } catch (const LockHeld& holder) {
      if (stop_requested() != 0)
        throw_error<Stopped>("stopped while waiting for {}; run again to go on", cache_id);
      if (!said) log_info("{}; waiting", holder.what());
      said = true;
      std::this_thread::sleep_for(kBetweenLooks);
      continue;
    }
    // Whoever held the lock before may have made them.
    state = look_at_mask_cache(cache, wanted);
    if (state.reader) return state.reader;
    make_anew(cache);
    state = look_at_mask_cache(cache, wanted_mask_cache(cache));
    if (!state.reader) throw_error<Error>("{}: made anew, and still {}", cache_id, state.fault);
    return state.reader;
  }
}

}  // namespace sonosweep::jobs
