#include "nn/torch_pickle.h"

#include <fmt/ranges.h>
#include <algorithm>
#include <limits>
#include <map>

#include "core/error.h"

namespace sonosweep::nn {
namespace {

using Kind = PickleGlobal::Kind;

template <typename Value>
const Value& as(const PickleValue& value, const char* name) {
  const auto* found = std::get_if<Value>(&value);
  if (found == nullptr) throw_error<DataError>("a tensor's {} is not of the expected kind", name);
  return *found;
}

const PickleValue& item(const PickleTuple& tuple, std::size_t index) {
  if (index >= tuple.items.size()) throw DataError("a tensor's description is too short");
  return tuple.items[index];
}

std::vector<std::int64_t> whole_numbers(const PickleValue& value, const char* name) {
  std::vector<std::int64_t> out;
  for (const auto& number : as<const PickleTuple*>(value, name)->items) {
    out.push_back(as<std::int64_t>(number, name));
    if (out.back() < 0) throw_error<DataError>("a tensor's {} is negative", name);
  }
  return out;
}

// All in numbers that cannot overflow.
void check_within(std::int64_t count, std::int64_t offset, const std::vector<std::int64_t>& sizes,
                  const std::vector<std::int64_t>& strides) {
  constexpr std::size_t kMostDimensions = 64;  // LibTorch's own limit
  if (sizes.size() != strides.size() || sizes.size() > kMostDimensions)
    throw_error<DataError>("a tensor of {} sizes and {} strides", sizes.size(), strides.size());
  // A stride of 0 repeats elements, so a tensor may have more than its storage.
  std::int64_t elements = 1;
  for (const auto size : sizes) {
    if (size > 0 && elements > std::numeric_limits<std::int64_t>::max() / size)
      throw DataError("a tensor has more elements than can be counted");
    elements *= std::max<std::int64_t>(size, 1);
  }
  bool inside = offset >= 0 && offset <= count;
  const bool empty = std::find(sizes.begin(), sizes.end(), 0) != sizes.end();
  if (inside && !empty) {
    std::int64_t left = count - 1 - offset;  // elements after the one reached so far
    inside = left >= 0;
    for (std::size_t i = 0; inside && i < sizes.size(); ++i) {
      if (sizes[i] == 1) continue;
      inside = strides[i] <= left / (sizes[i] - 1);
      if (inside) left -= strides[i] * (sizes[i] - 1);
    }
  }
  if (!inside)
    throw_error<DataError>(
        "a tensor (offset {}, sizes [{}], strides [{}]) reaches beyond its storage of {} elements", offset,
        fmt::join(sizes, ","), fmt::join(strides, ","), count);
}

}  // namespace

PickleGlobal find_global(const std::string& name) {
  static const std::map<std::string, PickleGlobal> allowed = {
      {"collections.OrderedDict", {Kind::kOrderedDict, {}}},
      {"torch._utils._rebuild_tensor_v2", {Kind::kRebuildTensor, {}}},
      {"torch._utils._rebuild_parameter", {Kind::kRebuildParameter, {}}},
      {"torch.FloatStorage", {Kind::kStorage, torch::kFloat}},
      {"torch.DoubleStorage", {Kind::kStorage, torch::kDouble}},
      {"torch.HalfStorage", {Kind::kStorage, torch::kHalf}},
      {"torch.BFloat16Storage", {Kind::kStorage, torch::kBFloat16}},
      {"torch.LongStorage", {Kind::kStorage, torch::kLong}},
      {"torch.IntStorage", {Kind::kStorage, torch::kInt}},
      {"torch.ShortStorage", {Kind::kStorage, torch::kShort}},
      {"torch.CharStorage", {Kind::kStorage, torch::kChar}},
      {"torch.ByteStorage", {Kind::kStorage, torch::kByte}},
      {"torch.BoolStorage", {Kind::kStorage, torch::kBool}},
  };
  const auto found = allowed.find(name);
  if (found == allowed.end())
    throw_error<DataError>(
        "'{}' is not allowed in a file of weights, only tensors, dicts and plain values are; save the "
        "weights alone: "
        "torch.save(model.state_dict(), file)",
        shown(name));
  return found->second;
}

PickleStorage find_storage(const PickleValue& id, const StorageSource& storages) {
  const auto& tuple = *as<const PickleTuple*>(id, "storage");
  if (*as<const std::string*>(item(tuple, 0), "storage") != "storage")
    throw DataError("refers to what is no storage");
  const auto type = as<PickleGlobal>(item(tuple, 1), "type");
  if (type.kind != Kind::kStorage) throw DataError("a storage's type is none");
  const auto& key = *as<const std::string*>(item(tuple, 2), "storage key");
  const auto count = as<std::int64_t>(item(tuple, 4), "storage size");
  if (count < 0) throw DataError("a storage's size is negative");
  return {storages(key, type.type, count)};
}

torch::Tensor rebuild_tensor(const PickleTuple& arguments) {
  const auto& elements = as<PickleStorage>(item(arguments, 0), "storage").elements;
  const auto offset = as<std::int64_t>(item(arguments, 1), "offset");
  const auto sizes = whole_numbers(item(arguments, 2), "size");
  const auto strides = whole_numbers(item(arguments, 3), "stride");
  check_within(elements.numel(), offset, sizes, strides);
  return torch::as_strided(elements, sizes, strides, offset);
}

torch::Tensor rebuild_parameter(const PickleTuple& arguments) {
  return as<torch::Tensor>(item(arguments, 0), "parameter");
}

}  // namespace sonosweep::nn
