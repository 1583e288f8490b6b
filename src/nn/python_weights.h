// Reads a state_dict that Python saved: torch.save(model.state_dict()) (zip format), plain or nested under
// "state_dict"; also our own checkpoints (but load_checkpoint() sees damage that this cannot). The pickle is
// read by a restricted reader that knows tensors, dicts and plain values and refuses everything else, so no
// file can run code.
#pragma once

#include <filesystem>

#include "nn/state_dict.h"

namespace sonosweep::nn {

// Tensors on the CPU, detached, in the file's order, under the file's names; they may share memory as they
// did in Python. Throws DataError: not a zip archive (old format: says how to save it again), cut short, a
// pickle operation or class that is not allowed (named), big-endian, a tensor that reaches beyond its data,
// no tensors, a value that is no tensor. Throws Error if the file cannot be opened.
StateDict load_python_state_dict(const std::filesystem::path& path);

// The prefixes "module." and "model." that all keys share are taken off, also one after the other:
// "module.model.conv1.weight" -> "conv1.weight".
StateDict without_common_prefixes(StateDict state);

}  // namespace sonosweep::nn
