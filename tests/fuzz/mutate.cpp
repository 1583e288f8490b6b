#include "fuzz/mutate.h"

#include <algorithm>
#include <array>
#include <random>

namespace sonosweep::fuzz {
namespace {

class Mutation {
 public:
  Mutation(std::string bytes, std::uint64_t seed) : bytes_(std::move(bytes)), random_(seed) {}

  std::string run() {
    const std::uint64_t steps = 1 + below(4);
    for (std::uint64_t i = 0; i < steps; ++i) step();
    return bytes_;
  }

 private:
  // From 0 to n - 1; distributions of the standard library differ between libraries.
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : random_() % n; }
  std::size_t place() { return static_cast<std::size_t>(below(bytes_.size())); }
  // Half of the damage hits the first 256 bytes, where the headers are.
  std::size_t likely_place() {
    return below(2) == 0 ? place()
                         : static_cast<std::size_t>(below(std::min<std::size_t>(256, bytes_.size())));
  }

  void step() {
    if (bytes_.empty()) return;
    switch (below(8)) {
      case 0:  // one bit
        bytes_[likely_place()] ^= static_cast<char>(1U << below(8));
        break;
      case 1:  // one byte
        bytes_[likely_place()] = static_cast<char>(below(256));
        break;
      case 2:  // a run of bytes
        for (std::size_t i = likely_place(), n = 1 + below(40); n > 0 && i < bytes_.size(); --n, ++i)
          bytes_[i] = static_cast<char>(below(256));
        break;
      case 3:  // the end is missing
        bytes_.resize(place());
        break;
      case 4: {  // a part is missing
        const std::size_t at = likely_place();
        bytes_.erase(at, 1 + below(64));
        break;
      }
      case 5: {  // a part stands twice
        const std::size_t at = place();
        bytes_.insert(likely_place(),
                      bytes_.substr(at, 1 + below(std::min<std::uint64_t>(64, bytes_.size()))));
        break;
      }
      case 6: {  // a size field says something extreme
        static constexpr std::array<std::uint32_t, 6> kExtremes = {0,          1,          0x7fffffff,
                                                                   0x80000000, 0xffffffff, 0x00ffffff};
        const std::uint32_t value = kExtremes[below(kExtremes.size())];
        const bool big = below(2) == 0;
        const std::size_t at = likely_place();
        for (std::size_t i = 0; i < 4 && at + i < bytes_.size(); ++i)
          bytes_[at + i] = static_cast<char>(value >> (8 * (big ? 3 - i : i)));
        break;
      }
      default: {  // text that tables and INI files stumble over
        static const std::array<std::string, 12> kTexts = {"\"",           ",",   ";",
                                                           "\n",           "\r",  std::string(1, '\0'),
                                                           "\xff",         "-1",  "99999999999999999999",
                                                           "\xe2\x80\x8b", "nan", "../.."};
        bytes_.insert(place(), kTexts[below(kTexts.size())]);
      }
    }
  }

  std::string bytes_;
  std::mt19937_64 random_;
};

}  // namespace

std::string mutate(const std::string& bytes, std::uint64_t seed) {
  return Mutation(bytes, seed).run();
}

}  // namespace sonosweep::fuzz
