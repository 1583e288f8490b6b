// Where the bytes of a video come from: a file, or memory (a video inside another file).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace sonosweep::data_tools {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `count` bytes from the current place on; 0 at the end, -errno where reading fails.
  virtual int read(std::uint8_t* to, int count) = 0;
  // `at` counts from the beginning. False where that is impossible.
  virtual bool seek(std::int64_t at) = 0;
  virtual std::int64_t position() const = 0;
  virtual std::int64_t size() const = 0;
};

// Throws DataError naming the file.
std::unique_ptr<ByteSource> bytes_of_file(const std::filesystem::path& path);
std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes);

}  // namespace sonosweep::data_tools
