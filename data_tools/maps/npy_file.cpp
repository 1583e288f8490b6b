#include "data_tools/maps/npy_file.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data_tools {
namespace {

struct Header {
  std::string descr;  // "<f4"
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
  std::size_t data_start = 0;
};

// What stands behind `'key': ` in the dictionary; empty if there is no such key.
std::string_view value_of(std::string_view text, const std::string& key) {
  const auto at = text.find("'" + key + "'");
  if (at == std::string_view::npos) return {};
  const auto colon = text.find_first_not_of(' ', at + key.size() + 2);
  if (colon == std::string_view::npos || text[colon] != ':') return {};
  const auto value = text.find_first_not_of(' ', colon + 1);
  return value == std::string_view::npos ? std::string_view() : text.substr(value);
}

// The header is a Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (480, 640), }
Header read_header(const std::string& path, const std::string& bytes) {
  const auto fail = [&](const char* why) {
    throw_error<DataError>("{}: not a whole .npy file ({})", path, why);
  };
  if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0) fail("wrong first bytes");
  const int version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3) fail("unknown format version");
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  if (bytes.size() < 8 + length_bytes) fail("header cut short");
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[8 + i])) << (8 * i);
  Header header;
  header.data_start = 8 + length_bytes + length;
  if (length > (1U << 16) || bytes.size() < header.data_start) fail("header cut short");
  const std::string text = bytes.substr(8 + length_bytes, length);
  const std::string_view descr = value_of(text, "descr"), order = value_of(text, "fortran_order"),
                         shape = value_of(text, "shape");
  const auto quote = descr.empty() ? std::string_view::npos : descr.find(descr[0], 1);
  if (quote == std::string_view::npos || (descr[0] != '\'' && descr[0] != '"'))
    fail("header without a simple 'descr'");
  header.descr = descr.substr(1, quote - 1);
  header.fortran_order = order.rfind("True", 0) == 0;
  if (!header.fortran_order && order.rfind("False", 0) != 0) fail("header without 'fortran_order'");
  const auto close = shape.find(')');
  if (close == std::string_view::npos || shape[0] != '(') fail("header without 'shape'");
  for (const auto& part : split_list(shape.substr(1, close - 1))) {
    if (part.empty()) continue;  // (4,) has one dimension
    const auto size = parse_integer(part);
    if (!size || *size < 0) fail("header with a wrong 'shape'");
    header.shape.push_back(static_cast<std::uint64_t>(*size));
  }
  return header;
}

template <typename T, typename Out>
void convert(const char* data, bool swap, std::vector<Out>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, data + i * sizeof(T), sizeof(T));
    if (swap) std::reverse(bytes, bytes + sizeof(T));
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    if constexpr (std::is_same_v<T, std::uint64_t>)
      value = std::min<T>(value, std::numeric_limits<std::int64_t>::max());  // out of any range either way
    out[i] = static_cast<Out>(value);
  }
}

template <typename Value>
std::vector<Value> transposed(const std::vector<Value>& columns_first, std::size_t rows,
                              std::size_t columns) {
  std::vector<Value> out(columns_first.size());
  for (std::size_t y = 0; y < rows; ++y)
    for (std::size_t x = 0; x < columns; ++x) out[y * columns + x] = columns_first[x * rows + y];
  return out;
}

}  // namespace

NpyArray read_npy(const std::filesystem::path& path) {
  const std::string shown = path.string();
  const std::string bytes = read_file(path);
  const Header header = read_header(shown, bytes);
  constexpr std::uint64_t kMostSide = 1 << 16;
  if (header.shape.size() != 2 || header.shape[0] < 1 || header.shape[1] < 1 || header.shape[0] > kMostSide ||
      header.shape[1] > kMostSide)
    throw_error<DataError>("{}: shape ({}), expected two dimensions (height, width)", shown,
                           fmt::join(header.shape, ", "));
  const std::string& descr = header.descr;
  const char kind = descr.size() == 3 ? descr[1] : '?';
  const std::size_t size = descr.size() == 3 && descr[2] >= '1' && descr[2] <= '8' ? descr[2] - '0' : 0;
  NpyArray array;
  array.rows = static_cast<int>(header.shape[0]);
  array.columns = static_cast<int>(header.shape[1]);
  const std::size_t count = header.shape[0] * header.shape[1];
  const bool known = (kind == 'f' && (size == 4 || size == 8)) || (kind == 'b' && size == 1) ||
                     ((kind == 'u' || kind == 'i') && (size == 1 || size == 2 || size == 4 || size == 8));
  if (!known)
    throw_error<DataError>("{}: element type '{}', expected float32, float64, or integers", shown, descr);
  if (bytes.size() - header.data_start != count * size)
    throw_error<DataError>("{}: holds {} bytes of data, its shape needs {}; cut short or damaged", shown,
                           bytes.size() - header.data_start, count * size);
  const char* data = bytes.data() + header.data_start;
  const bool swap = descr[0] == '>';
  array.is_real = kind == 'f';
  array.is_bool = kind == 'b';
  if (array.is_real) {
    array.reals.resize(count);
    size == 4 ? convert<float>(data, swap, array.reals) : convert<double>(data, swap, array.reals);
    if (header.fortran_order) array.reals = transposed(array.reals, header.shape[0], header.shape[1]);
    return array;
  }
  array.integers.resize(count);
  const bool is_signed = kind == 'i';
  if (size == 1)
    is_signed ? convert<std::int8_t>(data, swap, array.integers)
              : convert<std::uint8_t>(data, swap, array.integers);
  if (size == 2)
    is_signed ? convert<std::int16_t>(data, swap, array.integers)
              : convert<std::uint16_t>(data, swap, array.integers);
  if (size == 4)
    is_signed ? convert<std::int32_t>(data, swap, array.integers)
              : convert<std::uint32_t>(data, swap, array.integers);
  if (size == 8)
    is_signed ? convert<std::int64_t>(data, swap, array.integers)
              : convert<std::uint64_t>(data, swap, array.integers);
  if (header.fortran_order) array.integers = transposed(array.integers, header.shape[0], header.shape[1]);
  return array;
}

}  // namespace sonosweep::data_tools
