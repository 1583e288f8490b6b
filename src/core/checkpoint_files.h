// Names of the files in which a training keeps its weights: whoever writes, reads, counts or removes them
// takes them from here.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep {

// The best epoch's weights: what a run leaves for others.
constexpr const char* kBestWeightsFile = "best.pt";

// What a training goes on from: the newest state, the one before it, and one being put in its place. Of no
// use once the run is done.
constexpr const char* kLastCheckpoint = "last.pt";
constexpr const char* kPreviousCheckpoint = "previous.pt";
constexpr const char* kNextCheckpoint = "next.pt";
// All of them, the newest first.
constexpr const char* kCheckpointFiles[] = {kNextCheckpoint, kLastCheckpoint, kPreviousCheckpoint};

bool is_checkpoint_file(const std::string& name);

// Removes those that lie in `folder`; how many did. The weights stay. Throws Error naming what cannot be
// removed.
int remove_checkpoints(const std::filesystem::path& folder);

}  // namespace sonosweep
