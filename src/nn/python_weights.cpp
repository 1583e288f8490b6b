#include "nn/python_weights.h"

#include <caffe2/serialize/inline_container.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <set>

#include "core/error.h"
#include "nn/pickle_reader.h"

namespace sonosweep::nn {
namespace {

using caffe2::serialize::PyTorchStreamReader;

std::string read_record(PyTorchStreamReader& archive, const std::string& name) {
  const auto [data, size] = archive.getRecord(name);
  return {static_cast<const char*>(data.get()), size};
}

void check_format(std::istream& in) {
  std::string start(4, '\0');
  in.read(start.data(), 4);
  in.clear();
  in.seekg(0);
  if (start == "PK\x03\x04") return;
  // A bare pickle.
  if (start[0] == '\x80')
    throw DataError(
        "saved in PyTorch's old format; save it again with PyTorch 1.6 or newer: torch.save(torch.load(file, "
        "map_location='cpu'), file)");
  throw DataError("not a file of torch.save(), or cut short");
}

// Each storage of the archive is read once, however many tensors are views of it.
class Storages {
 public:
  explicit Storages(PyTorchStreamReader& archive) : archive_(archive) {}

  torch::Tensor read(const std::string& key, torch::ScalarType type, std::int64_t count) {
    const auto found = read_.find(key);
    if (found == read_.end()) return read_[key] = read_elements(key, type, count);
    if (found->second.scalar_type() != type || found->second.numel() != count)
      throw_error<DataError>("storage '{}' is described in two ways", key);
    return found->second;
  }

 private:
  torch::Tensor read_elements(const std::string& key, torch::ScalarType type, std::int64_t count) {
    // torch.save() numbers them.
    if (key.empty() || key.find_first_not_of("0123456789") != std::string::npos)
      throw_error<DataError>("storage '{}' is no number", shown(key));
    const std::string record = "data/" + key;
    if (!archive_.hasRecord(record)) throw_error<DataError>("holds no record '{}'", shown(record));
    const auto [data, size] = archive_.getRecord(record);
    if (static_cast<std::uint64_t>(count) > size / c10::elementSize(type))
      throw_error<DataError>("record '{}' has {} bytes, too few for {} elements of {}", record, size, count,
                             c10::toString(type));
    const bool is_bool = type == torch::kBool;
    auto elements = torch::empty({count}, is_bool ? torch::kByte : type);
    if (count > 0) std::memcpy(elements.data_ptr(), data.get(), elements.nbytes());
    // A bool in memory must be 0 or 1, whatever the file says.
    return is_bool ? elements.ne(0) : elements;
  }

  PyTorchStreamReader& archive_;
  std::map<std::string, torch::Tensor> read_;
};

const std::string* text_of(const PickleValue& value) {
  const auto* text = std::get_if<const std::string*>(&value);
  return text == nullptr ? nullptr : *text;
}

PickleDict& dict_of(const PickleValue& value) {
  auto* const* dict = std::get_if<PickleDict*>(&value);
  if (dict == nullptr) throw DataError("holds no dict; save model.state_dict(), not the model or a tensor");
  return **dict;
}

// A training checkpoint has the weights beside the epoch, the optimiser and the like.
const PickleDict& weights_of(const PickleValue& saved) {
  const auto& outer = dict_of(saved);
  for (const auto& [key, value] : outer.items)
    if (const auto* text = text_of(key); text != nullptr && *text == "state_dict") return dict_of(value);
  return outer;
}

StateDict tensors_of(const PickleDict& weights) {
  StateDict state;
  std::set<std::string> seen;
  for (const auto& [key, value] : weights.items) {
    const auto* name = text_of(key);
    if (name == nullptr) throw DataError("a name of its dict is no text");
    const auto* tensor = std::get_if<torch::Tensor>(&value);
    if (tensor == nullptr)
      throw_error<DataError>("'{}' is no tensor; expected a dict of tensors, or one under 'state_dict'",
                             shown(*name));
    if (!seen.insert(*name).second) throw_error<DataError>("holds '{}' twice", shown(*name));
    state.emplace_back(*name, *tensor);
  }
  if (state.empty()) throw DataError("holds no tensors");
  return state;
}

StateDict read_archive(std::istream& in) {
  check_format(in);
  PyTorchStreamReader archive(&in);
  if (!archive.hasRecord("data.pkl"))
    throw DataError("holds no record 'data.pkl'; not a file of torch.save()");
  if (archive.hasRecord("byteorder") && read_record(archive, "byteorder") != "little")
    throw DataError("written on a big-endian machine; save it again on a little-endian one");
  Storages storages(archive);
  const auto bytes = read_record(archive, "data.pkl");
  const auto pickle = read_pickle(bytes, [&](const std::string& key, torch::ScalarType type,
                                             std::int64_t count) { return storages.read(key, type, count); });
  return tensors_of(weights_of(pickle.value));
}

}  // namespace

StateDict load_python_state_dict(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw_error<Error>("{}: cannot open it", path.string());
  try {
    return read_archive(in);
  } catch (const DataError& error) {
    throw_error<DataError>("{}: {}", path.string(), error.what());
  } catch (const std::exception& error) {
    // LibTorch's, with a stack trace from the second line on.
    const std::string reason = error.what();
    throw_error<DataError>("{}: cut short or damaged ({})", path.string(),
                           reason.substr(0, reason.find('\n')));
  }
}

StateDict without_common_prefixes(StateDict state) {
  const auto all_start_with = [&](const std::string& prefix) {
    return !state.empty() && std::all_of(state.begin(), state.end(), [&](const auto& entry) {
      return entry.first.size() > prefix.size() && entry.first.compare(0, prefix.size(), prefix) == 0;
    });
  };
  for (bool again = true; again;) {
    again = false;
    for (const std::string prefix : {"module.", "model."}) {
      if (!all_start_with(prefix)) continue;
      for (auto& entry : state) entry.first.erase(0, prefix.size());
      again = true;
    }
  }
  return state;
}

}  // namespace sonosweep::nn
