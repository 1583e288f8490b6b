// Damage done on purpose to an HDF5 file.
#pragma once

#include <gtest/gtest.h>
#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/sha256.h"
#include "data/h5_handle.h"

namespace sonosweep::data {

H5FileHandle open_to_spoil(const std::filesystem::path& path);

// Overwrites an integer attribute of the root.
void set_integer_attribute(const std::filesystem::path& path, const char* name, std::int64_t value);
// Overwrites a text attribute of the root, with a text no longer than its own.
void set_text_attribute(const std::filesystem::path& path, const char* name, const std::string& text);
void delete_link(const std::filesystem::path& path, const char* name);
void resize_dataset(const std::filesystem::path& path, const char* dataset,
                    const std::vector<hsize_t>& shape);

// Flips one bit of byte `at` of the first place where `what` stands in the file.
void flip_bit(const std::filesystem::path& path, const std::string& what, std::size_t at);

// The bytes of `values` in memory.
template <typename T>
std::string as_text(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

// Other values with HDF5's checksum, and with ours if `fix_checksum`.
template <typename T>
void rewrite(const std::filesystem::path& path, const char* dataset, hid_t type, const std::vector<T>& values,
             bool fix_checksum) {
  const auto file = open_to_spoil(path);
  const H5DatasetHandle set(H5Dopen2(file.get(), dataset, H5P_DEFAULT));
  ASSERT_GE(H5Dwrite(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  if (!fix_checksum) return;
  const H5AttributeHandle attribute(H5Aopen(set.get(), "sha256", H5P_DEFAULT));
  const H5TypeHandle text(H5Aget_type(attribute.get()));
  ASSERT_GE(H5Awrite(attribute.get(), text.get(), sha256_hex(as_text(values)).data()), 0);
}

// Shortens the file to many lengths in turn, the last one byte short; `is_refused` looks at each.
void expect_refused_when_cut(const std::filesystem::path& path, const std::function<bool()>& is_refused);

// Flips any bit anywhere, many times: `look` throws an Error or returns whether all is as it was (what is not
// noticed must not matter). Never a crash, never another exception.
// In a process of its own: HDF5 loses memory when it fails, which the sanitizer would report.
void expect_random_bits_noticed(const std::filesystem::path& path, const std::function<bool()>& look);

}  // namespace sonosweep::data
