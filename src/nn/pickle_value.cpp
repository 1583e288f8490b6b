#include "nn/pickle_value.h"

namespace sonosweep::nn {

std::string shown(const std::string& text) {
  constexpr std::size_t kLongest = 80;
  std::string out = text.substr(0, kLongest);
  for (char& c : out)
    if (c < ' ' || c > '~') c = '?';
  return text.size() > kLongest ? out + "..." : out;
}

}  // namespace sonosweep::nn
