// BLAKE2b-256 over bytes that arrive in pieces (libsodium): three times as fast as SHA-256, for files that
// are written again and again (checkpoints). What others should be able to check carries SHA-256.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace sonosweep {

class Blake2b {
 public:
  Blake2b();
  void add(const void* bytes, std::size_t count);
  void add(std::string_view text) { add(text.data(), text.size()); }
  // 64 lower-case hexadecimal digits over all bytes so far.
  std::string hex() const;

 private:
  alignas(64) std::array<unsigned char, 384> state_{};
};

}  // namespace sonosweep
