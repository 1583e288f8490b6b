#include "data/h5_text.h"

#include <algorithm>
#include <cstring>

#include "core/text.h"

namespace sonosweep::data {
namespace {

constexpr std::uintmax_t kMostAttributeBytes = 1 << 16;  // HDF5's own limit

// `get(memory_type, buffer)` reads all values from a dataset or an attribute.
template <typename Get>
std::vector<std::string> read_texts(const std::string& where, const H5TypeHandle& type,
                                    const H5SpaceHandle& space, int dimensions, std::uintmax_t most_bytes,
                                    Get&& get) {
  const auto read = [&](auto&& call) { return h5_checked<DataError>(where, "read", call); };
  if (read([&] { return H5Tget_class(type.get()); }) != H5T_STRING)
    throw_error<DataError>("{}: is not text", where);
  const int rank = read([&] { return H5Sget_simple_extent_ndims(space.get()); });
  if (rank != dimensions)
    throw_error<DataError>("{}: has {} dimensions, expected {}", where, rank, dimensions);
  const auto count =
      static_cast<std::size_t>(read([&] { return H5Sget_simple_extent_npoints(space.get()); }));
  if (count == 0) return {};
  if (count > most_bytes / std::max<std::size_t>(1, H5Tget_size(type.get())))
    throw_error<DataError>("{}: damaged (larger than the file)", where);
  std::vector<std::string> values(count);
  if (read([&] { return H5Tis_variable_str(type.get()); }) > 0) {
    std::vector<char*> pointers(count, nullptr);
    read([&] { return get(type.get(), pointers.data()); });
    for (std::size_t i = 0; i < count; ++i)
      if (pointers[i] != nullptr) values[i] = pointers[i];
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, pointers.data());
  } else {
    const std::size_t bytes = H5Tget_size(type.get());
    std::vector<char> fields(bytes * count);
    read([&] { return get(type.get(), fields.data()); });
    const bool space_padded = H5Tget_strpad(type.get()) == H5T_STR_SPACEPAD;
    for (std::size_t i = 0; i < count; ++i) {
      const char* field = fields.data() + i * bytes;
      values[i].assign(field, strnlen(field, bytes));
      if (space_padded) values[i].erase(values[i].find_last_not_of(' ') + 1);
    }
  }
  for (const auto& value : values)
    if (!is_valid_utf8(value)) throw_error<DataError>("{}: text is not UTF-8 (damaged?)", where);
  return values;
}

}  // namespace

H5TypeHandle h5_text_type(const std::string& where, std::size_t bytes) {
  const auto describe = [&](auto&& call) { return h5_checked<Error>(where, "describe text", call); };
  H5TypeHandle type(describe([] { return H5Tcopy(H5T_C_S1); }));
  describe([&] { return H5Tset_size(type.get(), bytes); });
  describe([&] { return H5Tset_strpad(type.get(), H5T_STR_NULLPAD); });
  describe([&] { return H5Tset_cset(type.get(), H5T_CSET_UTF8); });
  return type;
}

H5FixedTexts h5_fixed_texts(const std::vector<std::string>& values) {
  H5FixedTexts texts;
  for (const auto& value : values) texts.bytes = std::max(texts.bytes, value.size());
  texts.fields.resize(texts.bytes * values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i)
    std::copy(values[i].begin(), values[i].end(),
              texts.fields.begin() + static_cast<std::ptrdiff_t>(i * texts.bytes));
  return texts;
}

Sha256 h5_text_hash(const std::vector<std::string>& values) {
  Sha256 hash;
  for (const auto& value : values) {
    hash.add(value);
    hash.add("\0", 1);
  }
  return hash;
}

std::vector<std::string> read_h5_texts(const std::string& where, hid_t dataset, int dimensions,
                                       std::uintmax_t most_bytes) {
  const H5TypeHandle type(h5_checked<DataError>(where, "read", [&] { return H5Dget_type(dataset); }));
  const H5SpaceHandle space(h5_checked<DataError>(where, "read", [&] { return H5Dget_space(dataset); }));
  return read_texts(where, type, space, dimensions, most_bytes, [&](hid_t memory, void* out) {
    return H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
  });
}

std::vector<std::string> read_h5_attribute_texts(const std::string& where, hid_t attribute, int dimensions) {
  const H5TypeHandle type(h5_checked<DataError>(where, "read", [&] { return H5Aget_type(attribute); }));
  const H5SpaceHandle space(h5_checked<DataError>(where, "read", [&] { return H5Aget_space(attribute); }));
  return read_texts(where, type, space, dimensions, kMostAttributeBytes,
                    [&](hid_t memory, void* out) { return H5Aread(attribute, memory, out); });
}

}  // namespace sonosweep::data
