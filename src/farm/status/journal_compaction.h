// A journal that does not grow for ever.
#pragma once

#include <filesystem>

namespace sonosweep::farm {

// Rewrites a journal, whole or not at all, with what is worth keeping of finished launches: of each run the
// last `done` or `failed`, `promoted` and `stopped` and a `start` that nothing came of, so that the highest
// number of each run's attempts stays; of the last 20 launches what is about no run, except which workers
// joined. Damage is dropped. Nobody else may be writing. True if the file has changed; no journal is fine.
// Throws Error (disk full), the journal is then as it was.
bool compact_journal(const std::filesystem::path& path);

}  // namespace sonosweep::farm
