#include "core/sha256.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <fstream>
#include <vector>

#include "core/error.h"

namespace sonosweep {
namespace {

// libcrypto fails here only where memory or the algorithm itself is missing.
void must(int done) {
  if (done != 1) throw Error("libcrypto cannot compute SHA-256; is its installation whole?");
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : state_(EVP_MD_CTX_new()) {
  must(state_ != nullptr && EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

Sha256::Sha256(const Sha256& other) : state_(EVP_MD_CTX_new()) {
  must(state_ != nullptr && EVP_MD_CTX_copy_ex(state_.get(), other.state_.get()));
}

Sha256& Sha256::operator=(const Sha256& other) {
  if (this != &other) must(EVP_MD_CTX_copy_ex(state_.get(), other.state_.get()));
  return *this;
}

void Sha256::add(const void* bytes, std::size_t count) {
  must(EVP_DigestUpdate(state_.get(), bytes, count));
}

std::string Sha256::hex() const {
  const Sha256 ended(*this);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  must(EVP_DigestFinal_ex(ended.state_.get(), digest, &size));
  std::vector<char> text(2 * std::size_t{size} + 1);
  sodium_bin2hex(text.data(), text.size(), digest, size);
  return text.data();
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
