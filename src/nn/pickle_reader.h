// Reads the pickle of a file of torch.save() without ever running what it says: the operations such a file
// needs, and calls of the few functions of torch_pickle.h. Nothing it reads can make it leave the bytes or
// use more memory than in proportion to them.
#pragma once

#include <string_view>

#include "nn/pickle_value.h"
#include "nn/torch_pickle.h"

namespace sonosweep::nn {

// `storages` gives the elements of a storage that the pickle refers to. Throws DataError naming the byte: cut
// short, an operation or a class that is not allowed, values that do not fit together.
Pickle read_pickle(std::string_view bytes, const StorageSource& storages);

}  // namespace sonosweep::nn
