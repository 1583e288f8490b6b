// SHA-256 over bytes that arrive in pieces (OpenSSL's libcrypto, which uses the processor's SHA
// instructions).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace sonosweep {

// Copyable: a copy is a snapshot one can return to.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256& other);
  Sha256& operator=(const Sha256& other);
  void add(const void* bytes, std::size_t count);
  void add(std::string_view text) { add(text.data(), text.size()); }
  // 64 lower-case hexadecimal digits over all bytes so far; more may be added afterwards.
  std::string hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> state_;
};

std::string sha256_hex(std::string_view bytes);

// Over a file's bytes, read in pieces. Throws Error naming it.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace sonosweep
