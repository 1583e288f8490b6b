#include "nn/checkpoint.h"

#include <caffe2/serialize/inline_container.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/serialization/pickler.h>
#include <torch/serialize.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "core/atomic_file.h"
#include "core/blake2b.h"
#include "core/error.h"

namespace sonosweep::nn {
namespace {

constexpr const char* kMetadataRecord = "sonosweep.json";

// Over names, types, shapes, values and metadata, in order of names: the zip's own checksums are not checked
// by LibTorch's reader.
std::string digest(StateDict tensors, const std::string& metadata) {
  std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Blake2b hash;
  for (const auto& [name, tensor] : tensors) {
    const auto whole = tensor.contiguous();
    hash.add(fmt::format("{} {} [{}]\n", name, static_cast<int>(whole.scalar_type()),
                         fmt::join(whole.sizes().begin(), whole.sizes().end(), ",")));
    hash.add(whole.data_ptr(), whole.nbytes());
  }
  hash.add(metadata);
  return hash.hex();
}

void write_archive(AtomicFile& out, const StateDict& tensors, const std::string& record) {
  caffe2::serialize::PyTorchStreamWriter writer([&](const void* bytes, std::size_t count) -> std::size_t {
    // Always "written": the zip writer's destructor throws after a failed write. The file remembers.
    out.append({static_cast<const char*>(bytes), count});
    return count;
  });
  // Without type tags the pickle is a plain dict, which Python's weights_only loader accepts.
  std::string pickle;
  torch::jit::Pickler pickler([&](const char* bytes, std::size_t count) { pickle.append(bytes, count); },
                              nullptr, nullptr, nullptr, nullptr, /*tag_aggregates=*/false);
  c10::Dict<std::string, torch::Tensor> dict;
  for (const auto& [name, tensor] : tensors) dict.insert(name, tensor);
  pickler.protocol();
  pickler.pushIValue(dict);
  pickler.stop();
  writer.writeRecord("data.pkl", pickle.data(), pickle.size());
  std::size_t number = 0;
  for (const auto& tensor : pickler.tensorData()) {
    const auto data = torch::jit::getWriteableTensorData(tensor, /*to_cpu=*/true);
    writer.writeRecord(fmt::format("data/{}", number++), data.data(), data.sizeInBytes());
  }
  writer.writeRecord(kMetadataRecord, record.data(), record.size());
  writer.writeEndOfFile();
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  const auto tensors = cpu_copy(checkpoint.tensors);
  const nlohmann::ordered_json record = {{"schema", "sonosweep-checkpoint"},
                                         {"schema_version", 1},
                                         {"blake2b", digest(tensors, checkpoint.metadata)},
                                         {"metadata", checkpoint.metadata}};
  AtomicFile file(path);
  write_archive(file, tensors, record.dump());
  file.commit();
}

bool is_own_checkpoint(const std::filesystem::path& path) {
  try {
    std::ifstream in(path, std::ios::binary);
    caffe2::serialize::PyTorchStreamReader reader(&in);
    return reader.hasRecord(kMetadataRecord);
  } catch (const std::exception&) {
    return false;
  }
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  Checkpoint checkpoint;
  try {
    std::istringstream in(bytes);
    caffe2::serialize::PyTorchStreamReader reader(&in);
    const auto [data, size] = reader.getRecord(kMetadataRecord);
    const auto record = nlohmann::json::parse(std::string(static_cast<const char*>(data.get()), size));
    if (record.at("schema") != "sonosweep-checkpoint" || record.at("schema_version") != 1)
      throw std::runtime_error("another schema");
    checkpoint.metadata = record.at("metadata").get<std::string>();
    const auto value = torch::pickle_load(std::vector<char>(bytes.begin(), bytes.end()));
    for (const auto& item : value.toGenericDict())
      checkpoint.tensors.emplace_back(item.key().toStringRef(), item.value().toTensor());
    std::sort(checkpoint.tensors.begin(), checkpoint.tensors.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    if (digest(checkpoint.tensors, checkpoint.metadata) != record.at("blake2b").get<std::string>())
      throw std::runtime_error("checksum differs");
  } catch (const std::exception& error) {
    const std::string reason = error.what();
    throw_error<DataError>("{}: cut short or damaged ({})", path.string(),
                           reason.substr(0, reason.find('\n')));
  }
  return checkpoint;
}

}  // namespace sonosweep::nn
