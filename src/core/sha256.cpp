#include "core/sha256.h"

#include <sodium.h>

#include <cstring>
#include <type_traits>

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

}  // namespace sonosweep
