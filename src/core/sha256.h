// SHA-256 over bytes that arrive in pieces (libsodium).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace sonosweep {

// Copyable: a copy is a snapshot one can return to.
class Sha256 {
 public:
  Sha256();
  void add(const void* bytes, std::size_t count);
  void add(std::string_view text) { add(text.data(), text.size()); }
  // 64 lower-case hexadecimal digits over all bytes so far; more may be added afterwards.
  std::string hex() const;

 private:
  alignas(8) std::array<unsigned char, 128> state_{};
};

std::string sha256_hex(std::string_view bytes);

// Over a file's bytes, read in pieces. Throws Error naming it.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace sonosweep
