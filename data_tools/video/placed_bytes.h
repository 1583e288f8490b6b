// The bytes of a file by their places, for whoever follows its structure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace sonosweep::data_tools {

class PlacedBytes {
 public:
  explicit PlacedBytes(const std::filesystem::path& path) : in_(path, std::ios::binary) {
    std::error_code error;
    size_ = std::filesystem::file_size(path, error);
    if (error) size_ = 0;
  }
  std::uint64_t size() const { return size_; }
  // `count` bytes at `at`; fewer at the end of the file.
  std::string get(std::uint64_t at, std::size_t count) {
    std::string bytes(count, '\0');
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(at));
    in_.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(in_.gcount()));
    return bytes;
  }
  int byte(std::uint64_t at) {
    const auto one = get(at, 1);
    return one.empty() ? -1 : static_cast<unsigned char>(one[0]);
  }

 private:
  std::ifstream in_;
  std::uint64_t size_ = 0;
};

// Whole numbers as files hold them.
inline std::uint64_t big_endian(const std::string& bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

inline std::uint64_t little_endian(const std::string& bytes) {
  return big_endian(std::string(bytes.rbegin(), bytes.rend()));
}

}  // namespace sonosweep::data_tools
