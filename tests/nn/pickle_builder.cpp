#include "nn/pickle_builder.h"

#include <caffe2/serialize/inline_container.h>

namespace sonosweep::testing {
namespace {

std::string little_endian(std::uint64_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

std::string items(const std::vector<std::pair<std::string, std::string>>& values) {
  std::string out = "(";
  for (const auto& [key, value] : values) out += pickle_text(key) + value;
  return out + "u";
}

}  // namespace

std::string pickle_text(const std::string& text) {
  return "X" + little_endian(text.size(), 4) + text;
}

std::string pickle_integer(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  if (number >= 0 && number < 256) return "K" + little_endian(bits, 1);
  if (number >= 0 && number < 65536) return "M" + little_endian(bits, 2);
  if (number == static_cast<std::int32_t>(number)) return "J" + little_endian(bits, 4);
  return "\x8a\x08" + little_endian(bits, 8);
}

std::string pickle_tuple(const std::vector<std::string>& values) {
  if (values.empty()) return ")";
  std::string out;
  for (const auto& value : values) out += value;
  if (values.size() > 3) return "(" + out + "t";
  return out + static_cast<char>('\x85' + static_cast<int>(values.size()) - 1);
}

std::string pickle_global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}

std::string pickle_dict(const std::vector<std::pair<std::string, std::string>>& values) {
  return "}" + items(values);
}

std::string pickle_ordered_dict(const std::vector<std::pair<std::string, std::string>>& values) {
  const std::string empty = pickle_global("collections", "OrderedDict") + ")R";
  const auto metadata = empty + pickle_text("") + pickle_dict({{"version", pickle_integer(1)}}) + "s";
  return empty + items(values) + "}" + pickle_text("_metadata") + metadata + "sb";
}

std::string pickle_storage(const std::string& type, const std::string& key, std::int64_t count) {
  return pickle_tuple({pickle_text("storage"), pickle_global("torch", type), pickle_text(key),
                       pickle_text("cpu"), pickle_integer(count)}) +
         "Q";
}

std::string pickle_tensor(const std::string& storage, std::int64_t offset,
                          const std::vector<std::int64_t>& sizes, const std::vector<std::int64_t>& strides) {
  const auto numbers = [](const std::vector<std::int64_t>& values) {
    std::vector<std::string> pieces;
    for (const auto value : values) pieces.push_back(pickle_integer(value));
    return pickle_tuple(pieces);
  };
  const auto hooks = pickle_global("collections", "OrderedDict") + ")R";
  return pickle_global("torch._utils", "_rebuild_tensor_v2") +
         pickle_tuple({storage, pickle_integer(offset), numbers(sizes), numbers(strides), "\x89", hooks}) +
         "R";
}

std::string whole_pickle(const std::string& value) {
  return "\x80\x02" + value + ".";
}

void write_archive(const std::filesystem::path& path, const std::map<std::string, std::string>& records) {
  caffe2::serialize::PyTorchStreamWriter writer(path.string());
  for (const auto& [name, bytes] : records) writer.writeRecord(name, bytes.data(), bytes.size());
  writer.writeEndOfFile();
}

}  // namespace sonosweep::testing
