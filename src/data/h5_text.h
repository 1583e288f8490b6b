// Texts in HDF5: what a dataset or attribute of strings holds, of fixed or variable length. Private to this
// folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/sha256.h"
#include "data/h5_handle.h"

namespace sonosweep::data {

// Fixed length, UTF-8, filled up with zero bytes. bytes > 0. Throws Error.
H5TypeHandle h5_text_type(const std::string& where, std::size_t bytes);
// The values one after the other, each filled up with zero bytes to the longest (at least one byte).
struct H5FixedTexts {
  std::size_t bytes = 1;  // each
  std::vector<char> fields;
};
H5FixedTexts h5_fixed_texts(const std::vector<std::string>& values);

// Each value's bytes followed by one zero byte.
Sha256 h5_text_hash(const std::vector<std::string>& values);

// All values of a dataset or attribute. `dimensions` 0: a single text. Throws DataError: not text, other
// dimensions, more than `most_bytes` altogether.
std::vector<std::string> read_h5_texts(const std::string& where, hid_t dataset, int dimensions,
                                       std::uintmax_t most_bytes);
std::vector<std::string> read_h5_attribute_texts(const std::string& where, hid_t attribute, int dimensions);

}  // namespace sonosweep::data
