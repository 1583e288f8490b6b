// The classes and functions that the pickle of a state_dict names, done here without running any of them.
#pragma once

#include <functional>
#include <string>

#include "nn/pickle_value.h"

namespace sonosweep::nn {

// The storage of the file with that key: its first `count` elements [count] of that type. Throws DataError.
using StorageSource =
    std::function<torch::Tensor(const std::string& key, torch::ScalarType type, std::int64_t count)>;

// "collections.OrderedDict", "torch.FloatStorage", "torch._utils._rebuild_tensor_v2" and the like. Throws
// DataError naming any other.
PickleGlobal find_global(const std::string& name);

// id: ("storage", type, key, location, count). Wherever the tensors lived, they are read to the CPU.
PickleStorage find_storage(const PickleValue& id, const StorageSource& storages);

// (storage, offset, sizes, strides, requires_grad, hooks) -> a view of the storage. Throws DataError if it
// would reach beyond it.
torch::Tensor rebuild_tensor(const PickleTuple& arguments);

// (tensor, requires_grad, hooks) -> the tensor.
torch::Tensor rebuild_parameter(const PickleTuple& arguments);

}  // namespace sonosweep::nn
