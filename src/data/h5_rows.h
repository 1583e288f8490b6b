// Datasets that are written and read row by row: frames, confidence maps, masks. Private to this folder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "data/h5_handle.h"

namespace sonosweep::data {

// The element types of our files.
enum class H5Element { kUint8, kUint16, kInt8, kInt32, kInt64, kFloat32, kFloat64 };
template <typename T>
constexpr H5Element h5_element();
// Little-endian, in the file and in memory.
hid_t h5_type(H5Element element);
std::size_t h5_bytes(H5Element element);

// A dataset [rows, ...] read or written by rows; one row is one chunk.
class H5Rows {
 public:
  // Rows [first, first + count). Throws DataError (damage, I/O).
  void read(std::int64_t first, std::int64_t count, void* out) const;
  // Reads all rows in order, a bounded number at a time: use(first row, bytes as in the file, count).
  template <typename Use>
  void for_all(Use&& use) const;
  // Appends `count` rows. Throws Error (disk full).
  void append(const void* values, std::int64_t count);
  // Keeps the first `rows` rows.
  void shrink(std::int64_t rows);
  void close();

  std::int64_t rows() const { return shape_.empty() ? 0 : static_cast<std::int64_t>(shape_[0]); }
  const std::vector<hsize_t>& shape() const { return shape_; }
  std::size_t row_bytes() const { return row_bytes_; }
  explicit operator bool() const { return static_cast<bool>(dataset_); }

 private:
  friend class H5File;
  std::string where_;  // "<file>: <dataset>"
  H5DatasetHandle dataset_;
  H5Element element_ = H5Element::kUint8;
  std::vector<hsize_t> shape_;
  std::size_t row_bytes_ = 0;
};

template <typename Use>
void H5Rows::for_all(Use&& use) const {
  constexpr std::size_t kBytesAtATime = std::size_t{16} << 20;
  const auto step = static_cast<std::int64_t>(std::max<std::size_t>(1, kBytesAtATime / row_bytes_));
  std::vector<unsigned char> buffer;
  for (std::int64_t first = 0; first < rows(); first += step) {
    const std::int64_t count = std::min(step, rows() - first);
    buffer.resize(row_bytes_ * static_cast<std::size_t>(count));
    read(first, count, buffer.data());
    use(first, buffer.data(), count);
  }
}

template <>
constexpr H5Element h5_element<std::uint8_t>() {
  return H5Element::kUint8;
}
template <>
constexpr H5Element h5_element<std::uint16_t>() {
  return H5Element::kUint16;
}
template <>
constexpr H5Element h5_element<std::int8_t>() {
  return H5Element::kInt8;
}
template <>
constexpr H5Element h5_element<std::int32_t>() {
  return H5Element::kInt32;
}
template <>
constexpr H5Element h5_element<std::int64_t>() {
  return H5Element::kInt64;
}
template <>
constexpr H5Element h5_element<float>() {
  return H5Element::kFloat32;
}
template <>
constexpr H5Element h5_element<double>() {
  return H5Element::kFloat64;
}

}  // namespace sonosweep::data
