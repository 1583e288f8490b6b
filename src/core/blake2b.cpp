#include "core/blake2b.h"

#include <sodium.h>

#include <cstring>

namespace sonosweep {

using State = crypto_generichash_state;
static_assert(sizeof(State) == 384 && alignof(State) <= 64, "Blake2b::state_ must hold it");

Blake2b::Blake2b() {
  // Chooses the fastest implementation this processor has; harmless when repeated.
  static const int ready = sodium_init();
  (void)ready;
  crypto_generichash_init(reinterpret_cast<State*>(state_.data()), nullptr, 0, crypto_generichash_BYTES);
}

void Blake2b::add(const void* bytes, std::size_t count) {
  crypto_generichash_update(reinterpret_cast<State*>(state_.data()), static_cast<const unsigned char*>(bytes),
                            count);
}

std::string Blake2b::hex() const {
  alignas(64) auto copy = state_;  // finalising spoils the state
  unsigned char digest[crypto_generichash_BYTES];
  crypto_generichash_final(reinterpret_cast<State*>(copy.data()), digest, sizeof digest);
  char text[2 * sizeof digest + 1];
  sodium_bin2hex(text, sizeof text, digest, sizeof digest);
  return text;
}

}  // namespace sonosweep
