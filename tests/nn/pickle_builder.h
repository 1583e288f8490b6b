// Pickles written by hand, as Python writes them for torch.save(), and the archives around them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sonosweep::testing {

// Pieces of a pickle: each leaves one value on the stack.
std::string pickle_text(const std::string& text);
std::string pickle_integer(std::int64_t number);
std::string pickle_tuple(const std::vector<std::string>& values);
std::string pickle_global(const std::string& module, const std::string& name);
// Plain dict, or OrderedDict with _metadata as state_dict() gives it.
std::string pickle_dict(const std::vector<std::pair<std::string, std::string>>& values);
std::string pickle_ordered_dict(const std::vector<std::pair<std::string, std::string>>& values);
// `type`: "FloatStorage".
std::string pickle_storage(const std::string& type, const std::string& key, std::int64_t count);
std::string pickle_tensor(const std::string& storage, std::int64_t offset,
                          const std::vector<std::int64_t>& sizes, const std::vector<std::int64_t>& strides);
// PROTO, the value, STOP.
std::string whole_pickle(const std::string& value);

// The bytes of plain numbers, as a record holds them.
template <typename Number>
std::string raw_bytes(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

// Writes an archive of these records.
void write_archive(const std::filesystem::path& path, const std::map<std::string, std::string>& records);

}  // namespace sonosweep::testing
