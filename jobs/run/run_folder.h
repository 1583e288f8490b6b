// The folder of one run: what an earlier attempt left there is continued only if it was the same work.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep::jobs {

// SHA-256 over a file's bytes. Throws Error.
std::string file_digest(const std::filesystem::path& path);

// Removes the files an attempt has left, but for log and lock; the result first, so that what is half removed
// is not done. Throws Error.
void clear_run_folder(const std::filesystem::path& folder);

// `identity` names everything that decides the run's numbers. What an attempt of another identity began is
// removed, and said. Called before a training looks for checkpoints. Throws Error.
void claim_run_folder(const std::filesystem::path& folder, const std::string& run_id,
                      const std::string& identity);

}  // namespace sonosweep::jobs
