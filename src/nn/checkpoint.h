// Checkpoint files: named tensors and a JSON text in one file that appears whole or not at all and knows
// whether it is damaged. The container is PyTorch's own (a zip of pickled tensors), so that torch.load(file,
// weights_only=True) in Python gives the dict of tensors.
#pragma once

#include <filesystem>
#include <string>

#include "nn/state_dict.h"

namespace sonosweep::nn {

struct Checkpoint {
  StateDict tensors;     // sorted by name when read back
  std::string metadata;  // JSON text
};

// Throws Error (disk full, permission); the file that was there before stays then.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

// Whether the file was written by save_checkpoint(), as far as can be seen without reading it all. False also
// for one that is cut short: what it was cannot be told.
bool is_own_checkpoint(const std::filesystem::path& path);

// Throws DataError if the file is cut short, damaged, or not one of ours.
Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace sonosweep::nn
