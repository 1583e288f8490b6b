#include "core/sha256.h"

#include <sodium.h>

#include <cstring>
#include <fstream>
#include <type_traits>
#include <vector>

#include "core/error.h"

namespace sonosweep {
namespace {

using State = crypto_hash_sha256_state;
static_assert(std::is_trivially_copyable_v<State> && sizeof(State) <= 128, "Sha256::state_ must hold it");

State load(const std::array<unsigned char, 128>& bytes) {
  State state;
  std::memcpy(&state, bytes.data(), sizeof state);
  return state;
}

}  // namespace

Sha256::Sha256() {
  State state;
  crypto_hash_sha256_init(&state);
  std::memcpy(state_.data(), &state, sizeof state);
}

void Sha256::add(const void* bytes, std::size_t count) {
  State state = load(state_);
  crypto_hash_sha256_update(&state, static_cast<const unsigned char*>(bytes), count);
  std::memcpy(state_.data(), &state, sizeof state);
}

std::string Sha256::hex() const {
  State state = load(state_);
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state, digest);
  char text[2 * sizeof digest + 1];
  sodium_bin2hex(text, sizeof text, digest, sizeof digest);
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

std::string sha256_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw_error<Error>("{}: cannot be read", path.string());
  std::vector<char> piece(1 << 20);
  Sha256 hash;
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0)
    hash.add(piece.data(), static_cast<std::size_t>(file.gcount()));
  if (file.bad()) throw_error<Error>("{}: cannot be read to its end", path.string());
  return hash.hex();
}

}  // namespace sonosweep
